import { describe, expect, it } from "vitest";
import { claudeEnvironment, claudeVariables } from "../../src/claude/environment.ts";

const env = {
  NODE_ENV: "test" as const,
  PATH: "/bin",
  HOME: "/home/me",
  LC_ALL: "C",
  ANTHROPIC_API_KEY: "k",
  ANTHROPIC_BASE_URL: "http://gate",
  CLAUDE_CONFIG_DIR: "/c",
  CLAUDE_CODE_OAUTH_TOKEN: "t",
  CLAUDECODE: "1",
  CLAUDE_CODE_ENTRYPOINT: "cli",
  CLAUDE_CODE_SSE_PORT: "1",
  OPENAI_API_KEY: "other",
  CODEX_HOME: "/x",
  AWS_SECRET_ACCESS_KEY: "aws",
  GOOGLE_APPLICATION_CREDENTIALS: "/g",
  GITHUB_TOKEN: "gh",
  HTTPS_PROXY: "http://proxy",
  NODE_EXTRA_CA_CERTS: "/ca",
  TOOLLOOP_TOKEN: "ours",
};

describe("the environment of Claude's processes", () => {
  it("is the usual few, Claude's own and the network's", () => {
    expect(claudeVariables(env)).toEqual([
      "ANTHROPIC_API_KEY",
      "ANTHROPIC_BASE_URL",
      "CLAUDE_CODE_OAUTH_TOKEN",
      "CLAUDE_CONFIG_DIR",
      "HTTPS_PROXY",
      "NODE_EXTRA_CA_CERTS",
    ]);
    const given = claudeEnvironment(env);
    expect(Object.keys(given).sort()).toEqual(
      [
        ...claudeVariables(env),
        ...["PATH", "HOME", "LC_ALL"],
        ...["CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "CLAUDE_CODE_ENABLE_TASKS", "CLAUDE_CODE_ENABLE_TODO_TOOLS"],
        "CLAUDE_CODE_MAX_RETRIES",
      ].sort(),
    );
    expect(given.CLAUDE_CODE_MAX_RETRIES).toBe("4");
    expect(claudeEnvironment({ ...env, CLAUDE_CODE_MAX_RETRIES: "1" }).CLAUDE_CODE_MAX_RETRIES).toBe("1");
  });

  it("has a cloud's variables only where Claude is to use that cloud", () => {
    expect(claudeVariables({ ...env, CLAUDE_CODE_USE_BEDROCK: "1" })).toContain("AWS_SECRET_ACCESS_KEY");
    expect(claudeVariables({ ...env, CLAUDE_CODE_USE_BEDROCK: "0" })).not.toContain("AWS_SECRET_ACCESS_KEY");
    expect(claudeVariables({ ...env, CLAUDE_CODE_USE_VERTEX: "true" })).toContain("GOOGLE_APPLICATION_CREDENTIALS");
    expect(claudeVariables({ ...env, CLAUDE_CODE_USE_VERTEX: "true" })).not.toContain("AWS_SECRET_ACCESS_KEY");
  });
});
