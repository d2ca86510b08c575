import { expect, test } from "vitest";
import { childEnvironment } from "../src/index.ts";

const source = {
  NODE_ENV: "test",
  PATH: "/bin",
  HOME: "/home/a",
  LANG: "C",
  LC_ALL: "C.UTF-8",
  TZ: "UTC",
  NODE_OPTIONS: "--inspect",
  TOOLLOOP_TOKEN: "secret",
  TOOLLOOP_HOME: "/store",
  AWS_SECRET_ACCESS_KEY: "secret",
  EMPTY: undefined,
} as const;

test("a child gets what programs need and nothing else", () => {
  expect(childEnvironment(source, [])).toEqual({
    PATH: "/bin",
    HOME: "/home/a",
    LANG: "C",
    LC_ALL: "C.UTF-8",
    TZ: "UTC",
  });
});

test("a named variable is passed on, an unset one is not invented", () => {
  const env = childEnvironment(source, ["NODE_OPTIONS", "EMPTY", "MISSING"]);
  expect(env.NODE_OPTIONS).toBe("--inspect");
  expect(Object.keys(env)).not.toContain("EMPTY");
  expect(Object.keys(env)).not.toContain("MISSING");
});

test("the dashboard's token never reaches a child, also when it is named", () => {
  expect(childEnvironment(source, ["TOOLLOOP_TOKEN"])).not.toHaveProperty("TOOLLOOP_TOKEN");
});

test("a bare environment is PATH and HOME and what is named", () => {
  expect(childEnvironment(source, [], "bare")).toEqual({ PATH: "/bin", HOME: "/home/a" });
  expect(childEnvironment(source, ["TZ", "LC_ALL", "TOOLLOOP_TOKEN"], "bare")).toEqual({
    PATH: "/bin",
    HOME: "/home/a",
    TZ: "UTC",
    LC_ALL: "C.UTF-8",
  });
});
