import { describe, expect, it } from "vitest";
import { resolveSettings, SETTINGS, type SettingName } from "../src/index.ts";

describe("resolveSettings", () => {
  it("takes the defaults where nothing is said", () => {
    const { settings, origins, errors, extra } = resolveSettings({}, undefined);
    expect(errors).toEqual([]);
    expect(extra).toEqual({});
    for (const [name, row] of Object.entries(SETTINGS)) expect(settings[name as SettingName]).toEqual(row.fallback);
    expect(origins.every((o) => o.from === "default")).toBe(true);
    expect(origins.map((o) => o.name).sort()).toEqual(Object.keys(SETTINGS).sort());
  });

  it("has defaults that fit their own schemas, and one variable each", () => {
    for (const row of Object.values(SETTINGS)) expect(row.schema.safeParse(row.fallback).success, row.name).toBe(true);
    const variables = Object.values(SETTINGS).map((r) => r.env);
    expect(new Set(variables).size).toBe(variables.length);
  });

  it("lets the environment win over the file, and the file over the default", () => {
    const { settings, origins } = resolveSettings({ TOOLLOOP_PORT: "5000" }, { port: 6000, maxConcurrent: 2 });
    expect([settings.port, settings.maxConcurrent, settings.maxQueued]).toEqual([5000, 2, 200]);
    const from = Object.fromEntries(origins.map((o) => [o.name, o.from]));
    expect([from.port, from.maxConcurrent, from.maxQueued]).toEqual(["environment", "config.yaml", "default"]);
  });

  it("reports a bad value and uses the next source", () => {
    const { settings, errors } = resolveSettings({ TOOLLOOP_PORT: "many" }, { port: 6000, maxConcurrent: 0 });
    expect(settings.port).toBe(6000);
    expect(settings.maxConcurrent).toBe(4);
    expect(errors).toHaveLength(2);
    expect(errors.join("\n")).toMatch(/TOOLLOOP_PORT/);
    expect(errors.join("\n")).toMatch(/config\.yaml: maxConcurrent/);
  });

  it.each([
    ["TOOLLOOP_PORT", "0"],
    ["TOOLLOOP_PORT", "65536"],
    ["TOOLLOOP_PORT", "80.5"],
    ["TOOLLOOP_PORT", ""],
    ["TOOLLOOP_RUN_TIMEOUT_SECONDS", "86401"],
    ["TOOLLOOP_STOP_GRACE_SECONDS", "-1"],
    ["TOOLLOOP_STOP_GRACE_SECONDS", ""],
    ["TOOLLOOP_MAX_QUEUED", " "],
    ["TOOLLOOP_ON_SHUTDOWN", "explode"],
    ["TOOLLOOP_AUTH", "none"],
    ["TOOLLOOP_READ_ONLY", "perhaps"],
    ["TOOLLOOP_KILL_LEVEL", "nuke"],
  ])("refuses %s=%j in a sentence that names it", (env, value) => {
    const { errors } = resolveSettings({ [env]: value }, undefined);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain(env);
  });

  it.each([
    ["TOOLLOOP_PORT", "many", "must be a whole number from 1 to 65535"],
    ["TOOLLOOP_PORT", "80.5", "must be a whole number from 1 to 65535"],
    ["TOOLLOOP_MAX_QUEUED", "20000", "must be a whole number from 0 to 10000"],
    ["TOOLLOOP_STOP_GRACE_SECONDS", "-1", "must be a number from 0 to 600"],
    ["TOOLLOOP_ON_SHUTDOWN", "explode", "must be stop or leave"],
    ["TOOLLOOP_KILL_LEVEL", "nuke", "must be auto, namespace, subreaper or scan"],
    ["TOOLLOOP_READ_ONLY", "perhaps", "must be true or false (1 or 0)"],
  ])("says what %s=%s may be", (env, value, words) => {
    expect(resolveSettings({ [env]: value }, undefined).errors).toEqual([`${env}: ${words}`]);
  });

  it.each([
    [{ workspaceRoots: 7 }, "config.yaml: workspaceRoots: must be a list of folders"],
    [{ codexBin: 7 }, "config.yaml: codexBin: must be text"],
    [{ port: [7] }, "config.yaml: port: must be a whole number from 1 to 65535"],
  ])("says what a key of the file may hold: %j", (config, words) => {
    expect(resolveSettings({}, config).errors).toEqual([words]);
  });

  it.each([true, [7], {}, ""])("takes nothing but a number for a number: %j", (maxQueued) => {
    const { settings, errors } = resolveSettings({}, { maxQueued });
    expect([settings.maxQueued, errors.length]).toEqual([200, 1]);
  });

  it.each([
    ["1", true],
    ["true", true],
    ["0", false],
    ["false", false],
    ["", false],
  ])("reads the switch %j as %s", (value, on) => {
    expect(resolveSettings({ TOOLLOOP_READ_ONLY: value }, undefined)).toMatchObject({
      errors: [],
      settings: { readOnly: on },
    });
  });

  it("splits a list of folders at colons", () => {
    const { settings } = resolveSettings({ TOOLLOOP_WORKSPACE_ROOTS: "/a:/b::" }, undefined);
    expect(settings.workspaceRoots).toEqual(["/a", "/b"]);
  });

  it("names an unknown key and what is known", () => {
    const { errors } = resolveSettings({}, { prot: 1 });
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatch(/unknown key "prot".*port/);
  });

  it.each([["a string"], [["a", "list"]], [7]])("reports a file that is no mapping: %j", (config) => {
    expect(resolveSettings({}, config).errors).toEqual(["config.yaml: must be a mapping of settings"]);
  });

  it("takes an empty file as no file", () => {
    expect(resolveSettings({}, null).errors).toEqual([]);
  });

  it("tells an absent allowlist (all) from an empty one (none), and counts an unreadable one as empty", () => {
    expect(resolveSettings({}, {}).extra.allowedWorkflows).toBeUndefined();
    expect(resolveSettings({}, { allowedWorkflows: [] }).extra.allowedWorkflows).toEqual([]);
    expect(resolveSettings({}, { allowedWorkflows: ["verify"] }).extra.allowedWorkflows).toEqual(["verify"]);
    for (const bad of ["verify", null, { verify: true }, [1]]) {
      const resolved = resolveSettings({}, { allowedWorkflows: bad });
      expect(resolved.extra.allowedWorkflows).toEqual([]);
      expect(resolved.errors).toHaveLength(1);
    }
  });

  it("never shows a secret's value", () => {
    const { origins, settings } = resolveSettings({ TOOLLOOP_TOKEN: "s3cret" }, undefined);
    expect(settings.token).toBe("s3cret");
    expect(JSON.stringify(origins)).not.toContain("s3cret");
  });
});
