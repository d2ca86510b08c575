/** Where is a run on disk, and how is it read and written? */
export type * from "./contract.ts";
