import { describe, expect, it } from "vitest";
import { failingTests } from "../src/checks/failing-tests.ts";

describe("failingTests reads the names out of a log", () => {
  const table: [format: string, log: string, names: string[]][] = [
    [
      "TAP of node:test",
      "TAP version 13\n# Subtest: adds\nnot ok 1 - adds\n  ---\n  duration_ms: 1\n  ...\nok 2 - other\nnot ok 3 - later # TODO\n    not ok 1 - inner\n",
      ["adds", "inner"],
    ],
    [
      "node:test's spec reporter",
      "▶ sum\n  ✖ adds (0.9ms)\n  ✔ other (0.1ms)\n▶ sum (2ms)\n✖ failing tests:\n\ntest at a.mjs:3:1\n✖ adds (0.9ms)\n",
      ["adds"],
    ],
    ["no linter's summary", "\u001b[31m✖ 3 problems (3 errors, 0 warnings)\u001b[0m\n", []],
    [
      "vitest",
      " ❯ |unit| test/a.test.ts (2 tests | 1 failed)\n   × sum > adds 4ms\n\n FAIL  |unit| test/a.test.ts > sum > adds\nAssertionError\n",
      ["test/a.test.ts > sum > adds"],
    ],
    [
      "jest",
      "FAIL test/a.test.js\n  ● Console\n\n  ● sum › adds\n\n    expect(1)\n\nSummary of all failing tests\n  ● sum › adds\n",
      ["sum › adds"],
    ],
    [
      "mocha",
      "  1 passing (5ms)\n  2 failing\n\n  1) sum\n       when small\n         adds:\n     AssertionError: 1 == 2\n\n  2) top level:\n     Error: x\n",
      ["sum > when small > adds", "top level"],
    ],
    [
      "pytest",
      "=== short test summary info ===\nFAILED tests/test_a.py::test_add[1 - 2] - AssertionError: assert 1 == 2\nERROR tests/test_b.py - ImportError: no\n",
      ["tests/test_a.py::test_add[1 - 2]", "tests/test_b.py"],
    ],
    ["unittest", "FAIL: test_add (tests.test_a.Sums)\n", ["test_add (tests.test_a.Sums)"]],
    ["go test", "--- FAIL: TestSum (0.00s)\n    --- FAIL: TestSum/small (0.00s)\nFAIL\n", ["TestSum/small"]],
    ["cargo test", "test tests::adds ... FAILED\ntest tests::other ... ok\n", ["tests::adds"]],
    ["an unknown format", "error: it does not work\n", []],
  ];
  it.each(table)("%s", (_, log, names) => expect(failingTests(log)).toEqual(names));
  it("is bounded, in number, length and time", () => {
    const many = Array.from({ length: 5000 }, (_, i) => `not ok ${i + 1} - ${"x".repeat(300)}${i}`).join("\n");
    expect(failingTests(many).length).toBeLessThanOrEqual(50);
    const startedAt = performance.now();
    for (const hostile of [
      "✖ ".repeat(131_072),
      "not ok 1 - \n".repeat(20_000),
      "  1 failing\n".repeat(20_000),
      " FAIL  |".repeat(30_000),
    ])
      failingTests(hostile);
    expect(performance.now() - startedAt).toBeLessThan(1500);
  });
});
