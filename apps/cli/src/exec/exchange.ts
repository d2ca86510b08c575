/** Folder below the run directory for what lives only as long as the run: files of commands, and a reserve of space. */
export const EXCHANGE = "exchange";

/** Bytes kept aside so that a run whose output filled the disk can still write how it ended. */
export const RESERVE_BYTES = 64 * 1024;
