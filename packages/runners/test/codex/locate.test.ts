import { chmod, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { codexEnvironment, codexVariables } from "../../src/codex/environment.ts";
import { locateCodex } from "../../src/codex/find/locate.ts";
import type { Lookup } from "../../src/contract.ts";

const TRIPLE = `${process.arch === "arm64" ? "aarch64" : "x86_64"}-${process.platform === "darwin" ? "apple-darwin" : "unknown-linux-musl"}`;
let folder: string;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "toolloop-locate-")));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function program(...path: string[]): Promise<string> {
  const file = join(folder, ...path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, "#!/bin/sh\n");
  await chmod(file, 0o755);
  return file;
}
/** A package as npm installs it: the starting script in one, the program in one for the platform beside it. */
async function npmPackage(root: string, withProgram = true) {
  const script = await program(root, "node_modules/@openai/codex/bin/codex.js");
  await writeFile(join(folder, root, "node_modules/@openai/codex/package.json"), "{}");
  const beside = `codex-${process.platform}-${process.arch}`;
  const native = join(root, "node_modules/@openai", beside, "vendor", TRIPLE, "bin/codex");
  return { script, native: withProgram ? await program(native) : "" };
}
const lookup = (more: Partial<Lookup>): Lookup => ({
  codexBin: "",
  claudeBin: "",
  installRoots: [],
  env: { NODE_ENV: "test" },
  ...more,
});

describe("where codex is", () => {
  it("the setting comes first, and is not passed over when it is wrong", async () => {
    const mine = await program("mine/codex");
    expect(locateCodex(lookup({ codexBin: mine }))).toEqual({ path: mine, from: "setting" });
    expect(locateCodex(lookup({ codexBin: join(folder, "none") })).problem).toContain("TOOLLOOP_CODEX_BIN");
    expect(locateCodex(lookup({ codexBin: folder })).problem).toContain("not a program");
  });

  it("of a package the native program is taken, not its starting script", async () => {
    const { script, native } = await npmPackage("root");
    expect(locateCodex(lookup({ installRoots: [folder, join(folder, "root")] }))).toEqual({
      path: native,
      from: "node_modules",
    });
    expect(locateCodex(lookup({ codexBin: script }))).toEqual({ path: native, from: "setting" });
    await mkdir(join(folder, "bin"));
    await symlink(script, join(folder, "bin/codex"));
    expect(
      locateCodex(lookup({ env: { NODE_ENV: "test", PATH: `relative:/nowhere:${join(folder, "bin")}` } })),
    ).toEqual({
      path: native,
      from: "path",
    });
  });

  it("a package without the program for this machine is named", async () => {
    await npmPackage("half", false);
    expect(locateCodex(lookup({ installRoots: [join(folder, "half")] })).problem).toContain(
      join("half", "node_modules"),
    );
  });

  it("nothing is said in words", () => expect(locateCodex(lookup({})).problem).toBe("Codex is not installed."));
});

describe("what codex gets of the environment", () => {
  it("is its own vendor's, the network's, and the keys that the user's configuration names", async () => {
    const home = join(folder, "home");
    await mkdir(home, { recursive: true });
    await writeFile(
      join(home, "config.toml"),
      '[model_providers.x]\nenv_key = "MY_KEY"\n[y]\nenv_key = "ANTHROPIC_API_KEY"\n',
    );
    const env: NodeJS.ProcessEnv = {
      NODE_ENV: "test",
      CODEX_HOME: home,
      OPENAI_API_KEY: "k",
      MY_KEY: "k",
      https_proxy: "http://127.0.0.1:1",
      SSL_CERT_FILE: "/etc/cert",
      ANTHROPIC_API_KEY: "no",
      CLAUDECODE: "1",
      CODEX_SANDBOX: "seatbelt",
      CODEX_THREAD_ID: "of a session around us",
      TOOLLOOP_TOKEN: "no",
      GITHUB_TOKEN: "no",
      PATH: "/bin",
    };
    const names = ["CODEX_HOME", "MY_KEY", "OPENAI_API_KEY", "SSL_CERT_FILE", "https_proxy"];
    expect(codexVariables(env)).toEqual(names);
    expect(Object.keys(codexEnvironment(env)).sort()).toEqual([...names, "PATH"].sort());
  });
});
