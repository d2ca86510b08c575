import { expect, it } from "vitest";
import { buildContextPack } from "../src/context/context-pack.ts";
import { hasSecretText, isSecretPath } from "../src/context/secret-paths.ts";
import { fakeHost } from "./support/fake-host.ts";

const SECRET = [
  ".env",
  ".env.local",
  "apps/web/.env.production",
  "prod.env",
  "certs/server.pem",
  "deploy.key",
  "home/.ssh/config",
  "id_ed25519",
  ".npmrc",
  ".netrc",
  "config/credentials.yml",
  "secrets/db.txt",
  "client_secret_1.json",
  "gcp-service-account.json",
  "terraform.tfstate",
  "prod.tfvars",
  "Keys.P12",
];
const FINE = [
  "src/secret-paths.ts",
  "docs/environment.md",
  "src/keys.ts",
  "src/token.ts",
  "src/credentials-form.tsx",
  "tokens.css",
  "keyboard.ts",
];

it.each(SECRET)("%s looks like a secret", (path) => expect(isSecretPath(path)).toBe(true));
it.each(FINE)("%s is code", (path) => expect(isSecretPath(path)).toBe(false));
it("a key in any file is seen", () => {
  expect(hasSecretText("-----BEGIN RSA PRIVATE KEY-----\nabc")).toBe(true);
  expect(hasSecretText(`token = "ghp_${"a".repeat(36)}"`)).toBe(true);
  expect(hasSecretText("const sky = 1;")).toBe(false);
});

it("nothing of a secret is in a pack, although spec and plan name its file", async () => {
  const held = "hunter2-hunter2";
  const files = Object.fromEntries([
    ...SECRET.map((path) => [path, `password=${held}\n`]),
    ["src/a.ts", "export const password = 1;\n"],
    ["src/embedded.ts", `const key = \`-----BEGIN PRIVATE KEY-----\n${held}\`; // password\n`],
  ]) as Record<string, string>;
  const { markdown } = await buildContextPack({
    wants: { budgetTokens: 20_000, repoMap: true, excerpts: true, earlier: true, dependencies: true },
    host: fakeHost({ files, spec: `Read the password in ${SECRET.join(" and ")} and src/embedded.ts.` }),
    signal: new AbortController().signal,
    earlier: [{ step: "plan", title: "Plan", output: { approach: "Use the password." } }],
  });
  expect(markdown).toContain("export const password");
  expect(markdown).not.toContain(held);
  for (const path of SECRET) expect(markdown).not.toContain(path.slice(path.lastIndexOf("/") + 1));
});
