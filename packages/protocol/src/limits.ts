/** Ceilings of the product (DESIGN 4, 6, 7, 9). Bytes are bytes of UTF-8. */
export const LIMITS = {
  /** Longest run a setting or workflow may ask for: 24 h. */
  timeoutSecondsMax: 86_400,
  /** Largest pasted spec. */
  specBytes: 1024 * 1024,
  /** Longest text for a running prompt: it is a line of control.jsonl. */
  steerBytes: 64 * 1024,
  /** Largest JSONL record, written with one `write()`; larger payloads are spilled to a file. */
  recordBytes: 256 * 1024,
  /** How much of a spilled field stays in the record. */
  spillPreviewBytes: 4 * 1024,
  /** Default and largest slice of `GET …/logs`. */
  logSliceDefault: 16_384,
  logSliceMax: 131_072,
  /** A longer log line is cut at fixed positions for redaction. */
  logLineBytes: 65_536,
  /** List pages. */
  pageDefault: 50,
  pageMax: 200,
  /** Longest single input value. */
  inputBytes: 64 * 1024,
  /** Most input values of one start. */
  inputsMax: 200,
  /** Most errors that one refusal tells of what was sent; who sent more than that has another mistake. */
  fieldErrorsMax: 50,
  /** Same idempotency key within this window means the same run. */
  idempotencyWindowMs: 5 * 60_000,
} as const;
