import type { AnyEvent, EventOf, Item } from "@codex-toolloop/protocol";
import { COLUMNS, eventLines, stepStarted } from "./event-lines.ts";
import { commandLine, itemLines, planLines } from "./item-lines.ts";
import type { Style } from "./style.ts";
import { block, outputLines, tagged } from "./tagged.ts";

/** An item whose text grows: what came of it, and how much of that is on screen (whole lines). */
interface Growing {
  kind: "message" | "reasoning" | "command";
  text: string;
  shown: number;
}

/**
 * `eventLines` with a memory: text and output of an agent appear line by line as they come, a plan's steps when they
 * change, the finished item adds what is missing, and a step says which agent takes it. A replay tells no cost: that was paid by
 * what it plays.
 */
export function eventPrinter(style: Style): (event: AnyEvent, columns?: number) => string[] {
  const growing = new Map<string, Growing>();
  const plans = new Map<string, Set<string>>();
  const announced = new Set<string>();
  /** Steps in which an agent's turn goes on; of a prompt: undefined. */
  const turns = new Set<string | undefined>();
  /** Who takes which step, as planned. */
  const agents = new Map<string, string>();
  let replay = false;

  const linesOf = (kind: Growing["kind"], text: string) => {
    if (kind === "command") return outputLines(text, style);
    const lines = block(style, "agent", text);
    return kind === "reasoning" ? lines.map((line) => style.dim(line)) : lines;
  };
  const some = (kind: Growing["kind"], text: string) => (text.trim() === "" ? [] : linesOf(kind, text));
  const grow = ({ itemId, field, delta }: EventOf<"item.delta">): string[] => {
    const item = growing.get(itemId);
    if (!item || field !== (item.kind === "command" ? "output" : "text")) return [];
    item.text += delta;
    const end = item.text.lastIndexOf("\n") + 1;
    const fresh = item.text.slice(item.shown, end);
    item.shown = Math.max(item.shown, end);
    return fresh === "" ? [] : linesOf(item.kind, fresh);
  };
  const finish = (event: EventOf<"item.finished">, columns?: number): string[] => {
    const item = growing.get(event.itemId);
    growing.delete(event.itemId);
    const whole = textOf(event.item);
    if (!item || item.shown === 0 || whole === undefined) return eventLines(event, style, columns);
    const { text, shown, kind } = item;
    const after = event.item.kind === "command" ? itemLines({ ...event.item, output: "" }, style, columns ?? 0) : [];
    if (whole.startsWith(text.slice(0, shown))) return [...some(kind, whole.slice(shown)), ...after];
    const dim = (words: string) => tagged(style, kind === "command" ? "out" : "agent", style.dim(words));
    // The beginning of a command's output may come with its end only.
    if (whole.endsWith(text))
      return [
        ...some(kind, text.slice(shown)),
        dim("(before that:)"),
        ...some(kind, whole.slice(0, whole.length - text.length)),
        ...after,
      ];
    return [dim("(the whole of it:)"), ...eventLines(event, style, columns)];
  };
  const plan = (itemId: string, item: Extract<Item, { kind: "plan" }>): string[] => {
    const before = plans.get(itemId) ?? new Set();
    const lines = planLines(item, style);
    plans.set(itemId, new Set(lines));
    return lines.filter((line) => !before.has(line));
  };

  /** The line of a command, once: its words may stream in after it began. */
  const announce = (itemId: string, { command }: Extract<Item, { kind: "command" }>, columns?: number): string[] => {
    if (command === "" || announced.has(itemId)) return [];
    announced.add(itemId);
    return [commandLine(command, style, columns ?? COLUMNS)];
  };

  return (event, columns) => {
    if (event.unknown) return eventLines(event, style, columns);
    if (event.type === "turn.started") {
      replay = event.replayOf !== undefined;
      turns.add(event.stepId);
    }
    if (event.type === "step.finished" || event.type === "turn.finished") turns.delete(event.stepId);
    if ((event.type === "turn.finished" || event.type === "step.finished") && replay && event.usage)
      return eventLines({ ...event, usage: { ...event.usage, costUsd: undefined } }, style, columns);
    if (event.type === "run.planned")
      for (const { id, runner, role } of event.steps)
        if (runner !== undefined) agents.set(id, role === undefined ? runner : `${runner} as ${role}`);
    if (event.type === "step.started")
      return [tagged(style, "step", stepStarted(event, style, agents.get(event.stepId)))];
    if (event.type === "item.delta") return grow(event);
    if (event.type !== "item.started" && event.type !== "item.updated" && event.type !== "item.finished")
      return eventLines(event, style, columns);
    const { itemId, item } = event;
    if (item.kind === "plan") return plan(itemId, item);
    const head = item.kind === "command" ? announce(itemId, item, columns) : [];
    if (event.type === "item.finished") {
      announced.delete(itemId);
      return [...head, ...finish(event, columns)];
    }
    // What a step's own command prints is told from output.log, in one piece where it runs beside another.
    const isOwn = item.kind === "command" && event.stepId !== undefined && !turns.has(event.stepId);
    if (
      event.type === "item.started" &&
      !isOwn &&
      (item.kind === "message" || item.kind === "reasoning" || item.kind === "command")
    )
      growing.set(itemId, { kind: item.kind, text: textOf(item) ?? "", shown: 0 });
    return head;
  };
}

/** Of a command whose output is in output.log: undefined, it is told from there. */
function textOf(item: Item): string | undefined {
  if (item.kind === "message" || item.kind === "reasoning") return item.text;
  return item.kind === "command" && item.logStart === undefined ? (item.output ?? "") : undefined;
}
