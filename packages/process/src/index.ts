/** How does one process tree start, get watched and end? */
export type * from "./contract.ts";
export { identify, liveness, selfIdentity } from "./identify.ts";
export { launch } from "./launch.ts";
