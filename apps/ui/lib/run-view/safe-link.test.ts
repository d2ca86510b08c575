import { describe, expect, it } from "vitest";
import { safeLink } from "./safe-link.ts";

describe("safeLink", () => {
  it.each([
    ["https://example.org/a?b=c", "https://example.org/a?b=c"],
    ["mailto:ada@example.org", "mailto:ada@example.org"],
    ["#part", "#part"],
    ["step-outputs/plan.json", "/runs/R?tab=files&file=step-outputs%2Fplan.json"],
    ["./final-report.md", "/runs/R?tab=files&file=final-report.md"],
    ["https://exämple.org/", "https://xn--exmple-cua.org/"],
  ])("lets %s go to %s", (url, href) => expect(safeLink(url, "R")?.href).toBe(href));

  it.each([
    "javascript:alert(1)",
    " JavaScript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,x",
    "file:///etc/passwd",
    "vbscript:x",
    "//evil.example/x",
    "/api/runs",
    "../../etc/passwd",
    "a/../../b",
    "a%2f..%2f..%2fb",
    "%2e%2e/x",
    "\\\\evil\\x",
    "%",
    "",
  ])("makes no link of %j", (url) => expect(safeLink(url, "R")).toBeNull());
});
