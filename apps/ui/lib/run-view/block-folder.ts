import type { EventOf, PlacedEvent } from "@codex-toolloop/protocol";
import type { Block, ItemBlock, StepBlock } from "./block.ts";
import { foldRequest, foldResolution } from "./fold-approval.ts";
import { foldItem } from "./fold-item.ts";

/** A step may run again in another round with the same number of attempt: where it began tells the two apart. */
const stepKey = (stepId: string, offset: number) => `s:${stepId}:@${offset}`;
const continuedKey = (stepId: string, attempt: number) => `s:${stepId}:${attempt}`;

/** Rows below its head after which the end of a step that went well is a row of its own. */
const HEAD_IN_SIGHT = 8;

/**
 * Folds the loaded events into the rows of the transcript: deltas onto items, progress and results onto steps. Unchanged
 * rows keep their identity, so that a list renders only what changed.
 */
export class BlockFolder {
  /** A new array whenever something changed. */
  blocks: readonly Block[] = [];
  #next: Block[] = [];
  readonly #at = new Map<string, number>();
  /** Key of the attempt that runs now, per step. */
  readonly #openStep = new Map<string, string>();
  readonly #open = new Set<string>();

  static fold(events: readonly PlacedEvent[]): readonly Block[] {
    const folder = new BlockFolder();
    folder.append(events);
    return folder.blocks;
  }

  append(events: readonly PlacedEvent[]): void {
    if (events.length === 0) return;
    this.#next = this.blocks.slice();
    for (const placed of events) this.#take(placed);
    this.blocks = this.#next;
  }

  /** Forgets the rows that ended before a byte offset; what began there and goes on keeps all of itself. */
  dropBefore(offset: number): void {
    const kept = this.blocks.filter((b) => b.lastOffset >= offset || this.#open.has(b.key) || isRunning(b));
    this.blocks = kept;
    this.#at.clear();
    for (const [i, b] of kept.entries()) this.#at.set(b.key, i);
  }

  /**
   * Takes the whole of items of which the loaded events hold only the end: what was folded from its beginning is not lost
   * when the window moves. Only where both know the same last event.
   */
  complete(whole: readonly Block[]): void {
    this.#next = this.blocks.slice();
    for (const block of whole) {
      if (block.type !== "item" || block.continued) continue;
      const part = this.#get(block.key, "item");
      if (part?.continued && part.lastOffset === block.lastOffset) this.#put(block);
    }
    this.blocks = this.#next;
  }

  #put(block: Block): void {
    const i = this.#at.get(block.key);
    if (i === undefined) this.#at.set(block.key, this.#next.push(block) - 1);
    else this.#next[i] = block;
  }

  #get<T extends Block["type"]>(key: string, type: T): Extract<Block, { type: T }> | undefined {
    const i = this.#at.get(key);
    const block = i === undefined ? undefined : this.#next[i];
    return block?.type === type ? (block as Extract<Block, { type: T }>) : undefined;
  }

  #take(placed: PlacedEvent) {
    const e = placed.event;
    const base = { offset: placed.offset, lastOffset: placed.offset, at: e.at, stepId: e.stepId };
    const own = { ...base, key: `e:${placed.offset}` };
    if (e.unknown) return this.#put({ ...own, type: "event", event: e });
    switch (e.type) {
      case "run.planned":
        return;
      case "step.started":
        return this.#stepStarted(placed, e);
      case "step.progress":
        return this.#stepProgress(placed, e);
      case "step.finished":
        return this.#stepFinished(placed, e);
      case "item.started":
      case "item.updated":
      case "item.delta":
      case "item.finished": {
        const block = foldItem(this.#get(`i:${e.itemId}`, "item"), placed, e);
        if (block.active) this.#open.add(block.key);
        else this.#open.delete(block.key);
        this.#put(block);
        if (block.item.kind === "command" && block.stepId !== undefined) this.#commandShows(block);
        return;
      }
      case "usage.updated": {
        const last = this.#next.at(-1);
        if (last?.type === "usage")
          return this.#put({ ...last, usage: { ...last.usage, ...e.usage }, lastOffset: placed.offset });
        return this.#put({ ...own, type: "usage", usage: e.usage });
      }
      case "approval.requested":
        this.#waits(e.itemId, true);
        return this.#put(foldRequest(placed, e));
      case "approval.resolved": {
        const block = foldResolution(this.#get(`a:${e.approvalId}`, "approval"), placed, e);
        this.#waits(block.itemId, false);
        return this.#put(block);
      }
      case "run.finished":
        this.#settle(undefined, placed, e.at);
        return this.#put({ ...own, type: "event", event: e });
      case "turn.finished":
        this.#settle(e.stepId, placed, e.at);
        return this.#put({ ...own, type: "event", event: e });
      case "run.started":
      case "turn.started":
      case "iteration.started":
      case "diff.updated":
      case "notice":
        return this.#put({ ...own, type: "event", event: e });
      default:
        e satisfies never;
    }
  }

  /** What was still going when its step (or the run) ended does not go on spinning. */
  #settle(stepId: string | undefined, placed: PlacedEvent, at: string): void {
    for (const key of this.#open) {
      const item = this.#get(key, "item");
      if (!item || (stepId !== undefined && item.stepId !== stepId)) continue;
      this.#open.delete(key);
      this.#put({ ...item, active: false, streaming: false, waits: false, finishedAt: at, lastOffset: placed.offset });
    }
  }

  #waits(itemId: string | undefined, waits: boolean): void {
    const item = itemId === undefined ? undefined : this.#get(`i:${itemId}`, "item");
    if (item) this.#put({ ...item, waits });
  }

  #commandShows(block: ItemBlock): void {
    const key = this.#openStep.get(block.stepId ?? "");
    const step = key === undefined ? undefined : this.#get(key, "step");
    if (step && !step.hasCommandItem) this.#put({ ...step, hasCommandItem: true });
  }

  #stepStarted(placed: PlacedEvent, e: EventOf<"step.started">): void {
    const key = stepKey(e.stepId, placed.offset);
    this.#openStep.set(e.stepId, key);
    this.#put({
      type: "step",
      key,
      offset: placed.offset,
      lastOffset: placed.offset,
      at: e.at,
      stepId: e.stepId,
      title: e.title,
      attempt: e.attempt,
      continued: false,
      status: "running",
      command: e.command,
      logStart: e.logStart,
      hasCommandItem: false,
    });
  }

  /** The attempt that goes on; one whose beginning is not loaded is made up. */
  #step(placed: PlacedEvent, stepId: string, attempt: number | undefined): StepBlock {
    const open = this.#get(this.#openStep.get(stepId) ?? "", "step");
    if (open && (attempt === undefined || open.continued || open.attempt === attempt))
      return { ...open, attempt: attempt ?? open.attempt };
    return {
      type: "step",
      key: continuedKey(stepId, attempt ?? 1),
      offset: placed.offset,
      lastOffset: placed.offset,
      at: placed.event.at,
      stepId,
      title: stepId,
      attempt: attempt ?? 1,
      continued: true,
      status: "running",
      hasCommandItem: false,
    };
  }

  #stepProgress(placed: PlacedEvent, e: EventOf<"step.progress">): void {
    const stepId = e.stepId ?? "";
    const step = this.#step(placed, stepId, undefined);
    this.#openStep.set(stepId, step.key);
    const { message, fraction, current, total, unit } = e;
    this.#put({ ...step, lastOffset: placed.offset, progress: { message, fraction, current, total, unit } });
  }

  #stepFinished(placed: PlacedEvent, e: EventOf<"step.finished">): void {
    this.#settle(e.stepId, placed, e.at);
    const step = this.#step(placed, e.stepId, e.attempt);
    this.#openStep.delete(e.stepId);
    const headIsLast = this.#next.at(-1)?.key === step.key || this.#at.get(step.key) === undefined;
    this.#put({
      ...step,
      lastOffset: placed.offset,
      status: e.status,
      reason: e.reason,
      detail: e.detail,
      willRetry: e.willRetry,
      exitCode: e.exitCode,
      signal: e.signal,
      durationMs: e.durationMs,
      logStart: e.logStart ?? step.logStart,
      logEnd: e.logEnd,
      usage: e.usage,
      keptFrom: e.keptFrom,
    });
    // The head says it, too: again only where that is out of sight, or where something went wrong.
    const rowsSince = this.#next.length - (this.#at.get(step.key) ?? 0);
    if (headIsLast || (e.status === "success" && rowsSince <= HEAD_IN_SIGHT)) return;
    const { offset } = placed;
    this.#put({
      type: "step-end",
      key: `e:${offset}`,
      offset,
      lastOffset: offset,
      at: e.at,
      stepId: e.stepId,
      event: e,
    });
  }
}

const isRunning = (b: Block) => b.type === "step" && b.status === "running";
