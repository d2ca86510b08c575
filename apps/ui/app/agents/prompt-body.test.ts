import { PromptBody } from "@codex-toolloop/protocol";
import { describe, expect, it } from "vitest";
import { promptBody, replaySource } from "./prompt-body.ts";

describe("the body of a prompt", () => {
  it("takes back an option whose field was emptied, and leaves alone what the form does not have", () => {
    const body = promptBody({ prompt: "go", model: "", maxTurns: "12" });
    expect(body).toEqual({ prompt: "go", options: { model: null, maxTurns: 12 } });
    expect(PromptBody.safeParse(body).success).toBe(true);
    expect(promptBody({ prompt: "go" })).toEqual({ prompt: "go" });
  });
  it("keeps line ends plain and sends what is no number to be refused at its field", () => {
    const body = promptBody({ prompt: "a\r\nb", timeoutSeconds: "soon" });
    expect(body.prompt).toBe("a\nb");
    expect(PromptBody.safeParse(body).error?.issues[0]?.path).toEqual(["options", "timeoutSeconds"]);
  });
  it("names a recording or a run", () => {
    expect(replaySource("recording:tour")).toEqual({ recording: "tour" });
    expect(replaySource("run:x")).toEqual({ runId: "x" });
    expect(replaySource("")).toBeUndefined();
  });
});
