/** How does one process tree start, get watched and end? */
export type * from "./contract.ts";
