import { z } from "zod";

/** A run's id: a UUIDv7, so that ids sort by creation time. */
export const RunId = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/, "must be a run id (UUIDv7)");
export type RunId = z.infer<typeof RunId>;

/** A workflow's name, and the name of a step: what may stand in a file name and in a URL. */
export const Name = z
  .string()
  .regex(/^[a-zA-Z0-9._-]{1,64}$/, "must be 1 to 64 characters of a–z, A–Z, 0–9, dot, underscore or dash")
  .refine((s) => s !== "." && s !== "..", "must not be a dot path");
export type Name = z.infer<typeof Name>;

/** An ISO 8601 instant with milliseconds in UTC, as `Date.prototype.toISOString` writes it. */
export const Instant = z.iso.datetime();
