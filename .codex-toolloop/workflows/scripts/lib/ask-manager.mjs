import { spawnSync } from "node:child_process";

/** How each package manager is asked for newer versions; what it prints becomes `{ name, current, latest }`. */
const QUESTIONS = {
  npm: {
    argv: ["npm", "outdated", "--json"],
    // It ends with 1 when something is outdated, and then names it.
    codes: [0, 1],
    read: ({ stdout }) => {
      const json = JSON.parse(stdout || "{}");
      if (json.error) throw new Error(json.error.summary || json.error.code);
      return Object.entries(json).map(([name, p]) => {
        const { current, wanted, latest } = Array.isArray(p) ? p[0] : p;
        return { name, current: current ?? wanted, latest };
      });
    },
  },
  cargo: {
    argv: ["cargo", "update", "--dry-run"],
    codes: [0],
    read: ({ stderr }) =>
      [...stderr.matchAll(/^\s*Updating (\S+) v(\S+) -> v(\S+)/gm)].map(([, name, current, latest]) => ({
        name,
        current,
        latest,
      })),
  },
  go: {
    argv: [
      "go",
      "list",
      "-mod=readonly",
      "-m",
      "-u",
      "-f",
      "{{if .Update}}{{.Path}} {{.Version}} {{.Update.Version}}{{end}}",
      "all",
    ],
    codes: [0],
    read: ({ stdout }) =>
      stdout
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => line.split(" "))
        .map(([name, current, latest]) => ({ name, current, latest })),
  },
};

const NETWORK =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|network|dial tcp|resolve host|proxy/i;

/**
 * Asks one package manager what is newer.
 * @returns `{ outdated }`, or `{ unknown }`: why it could not say, in a sentence. Never throws.
 */
export function askManager(manager, seconds) {
  const question = QUESTIONS[manager];
  if (!question) return { unknown: "there is no package manager here that can be asked about a requirements file" };
  const [program, ...args] = question.argv;
  const answer = spawnSync(program, args, {
    encoding: "utf8",
    timeout: seconds * 1000,
    killSignal: "SIGKILL",
    maxBuffer: 64 * 1024 * 1024,
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (answer.error?.code === "ENOENT") return { unknown: `${program} is not installed` };
  if (answer.error?.code === "ETIMEDOUT") return { unknown: `${program} did not answer within ${seconds} s` };
  if (answer.error) return { unknown: `${program}: ${answer.error.message}` };
  try {
    const silent = answer.status !== 0 && answer.stdout.trim() === "";
    if (silent || !question.codes.includes(answer.status))
      throw new Error(firstLine(answer.stderr) || `exit code ${answer.status}`);
    return { outdated: question.read(answer) };
  } catch (error) {
    const said = `${error.message}\n${answer.stderr}`;
    return {
      unknown: NETWORK.test(said)
        ? `${program} could not reach its registry: is there a network?`
        : `${program}: ${error.message}`,
    };
  }
}

function firstLine(text) {
  return (
    text
      .split("\n")
      .find((line) => line.trim() !== "")
      ?.trim() ?? ""
  );
}
