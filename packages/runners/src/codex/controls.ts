import type { TurnControl } from "../contract.ts";

/** What people say to a turn: kept until the turn can hear it. */
export interface Controls {
  say(control: TurnControl): void;
  /** From now on `take` hears everything, first what was said before. */
  open(take: (control: TurnControl) => void): void;
  /** The turn is over: what is said now has nobody to hear it. */
  close(): void;
}

/** Makes the controls of one turn. */
export function createControls(): Controls {
  let early: TurnControl[] = [];
  let listener: ((control: TurnControl) => void) | undefined;
  let closed = false;
  return {
    say(control) {
      if (closed) return;
      if (listener) listener(control);
      else early.push(control);
    },
    open(take) {
      listener = take;
      for (const control of early) take(control);
      early = [];
    },
    close() {
      closed = true;
      early = [];
    },
  };
}
