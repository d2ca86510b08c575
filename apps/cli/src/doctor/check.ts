/** One line of `doctor`. `fail` means that runs cannot work; `warn` that something will be missing. */
export interface Check {
  name: string;
  level: "ok" | "warn" | "fail";
  message: string;
  /** What to do about it. */
  fix?: string | undefined;
}
