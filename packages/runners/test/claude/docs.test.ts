import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createMapState, mapMessage } from "../../src/claude/map/map-message.ts";
import { SILENT } from "../../src/claude/map/map-notice.ts";
import { PLAN_TOOLS } from "../../src/claude/map/map-tool-use.ts";

const text = readFileSync(join(import.meta.dirname, "../../../../docs/events.md"), "utf8");
const section = text.slice(text.indexOf("\n## Claude\n"));
const json = (block: string) => block.split("\n").map((line) => JSON.parse(line) as unknown);
const samples = [...section.matchAll(/```claude\n([\s\S]+?)\n```\n\n```events\n([\s\S]+?)\n```/g)].map(
  ([, said = "", told = ""]) => ({ said, told }),
);
const begun = () => {
  const state = createMapState({ turnId: "t", cwd: "/home/me/app" });
  mapMessage(state, { type: "stream_event", event: { type: "message_start", message: { id: "m" } } });
  return state;
};

describe("the section Claude of docs/events.md", () => {
  it("has samples", () => expect(samples.length).toBeGreaterThanOrEqual(5));

  it.each(samples)("$said", ({ said, told }) => {
    const state = begun();
    expect(json(said).flatMap((message) => mapMessage(state, message).events)).toEqual(json(told));
  });

  it("names what is passed over, and nothing that it names is unknown", () => {
    expect([...SILENT].filter((kind) => !section.includes(`\`${kind}\``))).toEqual([]);
    expect([...PLAN_TOOLS].filter((tool) => tool !== "TaskGet" && !section.includes(`\`${tool}\``))).toEqual([]);
    const named = [...section.matchAll(/`system\/(\w+)(?:\/(\w+))?`/g)].map(([, subtype, status]) => ({
      type: "system",
      subtype,
      status: status ?? "compacting",
    }));
    expect(named.length).toBeGreaterThan(20);
    const unknown = named.filter((message) =>
      JSON.stringify(mapMessage(begun(), message).events).includes("unknown_message"),
    );
    expect(unknown).toEqual([]);
  });
});
