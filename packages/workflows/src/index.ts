/** Which steps, in what order? Definition schema, built-in catalog, validation, engine. No disk, no processes. */
export type * from "./contract.ts";
