import { describe, expect, it } from "vitest";
import { missingTimes, NO_TIMES, timeAt, withTimes } from "./log-times.ts";

const sample = (offset: number) => ({ offset, at: `t${offset}` });

describe("the times of the rows in sight", () => {
  it("are those of the first look that saw a row's first byte", () => {
    const known = withTimes(NO_TIMES, 0, [sample(10), sample(20)]);
    expect([0, 9, 10, 19, 20].map((offset) => timeAt(known, offset))).toEqual(["t10", "t10", "t20", "t20", undefined]);
  });

  it("are asked for where they are not known: the whole part first, then what was added", () => {
    expect(missingTimes(NO_TIMES, 0, 30)).toEqual({ from: 0, to: 30 });
    const known = withTimes(NO_TIMES, 0, [sample(10), sample(30)]);
    expect(missingTimes(known, 0, 30)).toBeNull();
    expect(missingTimes(known, 5, 50)).toEqual({ from: 30, to: 50 });
    const more = withTimes(known, 30, [sample(50)]);
    expect(timeAt(more, 31)).toBe("t50");
    expect(timeAt(more, 1)).toBe("t10");
  });

  it("of another part replace the known ones, and say nothing of what is before it", () => {
    const known = withTimes(NO_TIMES, 0, [sample(10)]);
    expect(missingTimes(known, 500, 600)).toEqual({ from: 500, to: 600 });
    const other = withTimes(known, 500, [sample(550), sample(600)]);
    expect(timeAt(other, 499)).toBeUndefined();
    expect(timeAt(other, 500)).toBe("t550");
    expect(missingTimes(other, 0, 600)).toEqual({ from: 0, to: 600 });
  });

  it("that nobody knows yet are asked for again", () => {
    const known = withTimes(NO_TIMES, 0, []);
    expect(missingTimes(known, 0, 30)).toEqual({ from: 0, to: 30 });
  });
});
