import type { VerifyOutput } from "@codex-toolloop/protocol";
import { Code } from "./agent-outputs.tsx";
import { Items, LongText, Part } from "./items.tsx";
import { StepStatusWord } from "./words.tsx";

export function VerifyBody({ output }: { output: VerifyOutput }) {
  return (
    <>
      <p>
        <StepStatusWord status={output.status === "pass" ? "success" : "failed"} word={output.status} />
      </p>
      {output.failingTests && output.failingTests.length > 0 ? (
        <Part title="Failing tests">
          <Items items={output.failingTests}>{(name) => <Code>{name}</Code>}</Items>
        </Part>
      ) : null}
      {output.notes.trim() === "" ? null : (
        <Part title="Notes">
          <LongText text={output.notes} />
        </Part>
      )}
    </>
  );
}
