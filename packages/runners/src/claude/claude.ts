import type { Runner, TurnRequest, TurnSink } from "../contract.ts";
import { takeCliTurn } from "./cli-turn.ts";
import { findClaude } from "./find/find-claude.ts";
import { INSTALL_SDK, locateClaude } from "./find/locate.ts";
import { loadSdk } from "./sdk/load-sdk.ts";
import { takeSdkTurn } from "./sdk/sdk-turn.ts";
import { createStory } from "./turn-story.ts";

/** Claude: by the user's Claude Agent SDK, or by the `claude` command where only that is installed. */
export const claude: Runner = {
  type: "claude",
  find: findClaude,
  warm(lookup) {
    const { sdk } = locateClaude(lookup);
    // What is wrong with it is told by the turn, which loads it again.
    if (sdk) loadSdk(sdk.entry).catch(() => {});
  },
  takeTurn(request, sink) {
    const { sdk, cli, problem } = locateClaude(request.lookup);
    if (problem) return missing(request, sink, problem);
    const binary = cli?.from === "setting" ? cli.path : (sdk?.binary ?? cli?.path);
    if (sdk && binary) return takeSdkTurn({ entry: sdk.entry, binary }, request, sink);
    if (cli) return takeCliTurn(cli.path, request, sink);
    return missing(request, sink, `Claude is not installed. To install it: ${INSTALL_SDK}`);
  },
};

function missing(request: TurnRequest, sink: TurnSink, error: string) {
  const result = createStory(request, sink).end({ error, code: "runner_missing" });
  return { ended: Promise.resolve(result), control() {} };
}
