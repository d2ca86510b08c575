/** One line of `doctor`. `fail`: runs cannot work; `warn`: something will be missing; `info`: something optional is not there. */
export interface Check {
  name: string;
  level: "ok" | "info" | "warn" | "fail";
  message: string;
  /** What to do about it. */
  fix?: string | undefined;
}
