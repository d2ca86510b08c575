"use client";

import { useEffect, useEffectEvent, useRef } from "react";
import { isShortcut } from "../../frame/keys.ts";
import { cardId } from "./approval-view.tsx";
import { DECISION_LOOK } from "./decision-look.ts";

const KEYS = new Set(Object.values(DECISION_LOOK).flatMap((look) => look.key ?? []));

/** A key within this time of a question's coming was meant for something else. */
const SETTLE_MS = 500;

/**
 * `y`, `a` and `d` decide the approval that waits first, where nothing is being typed. Only what can be seen is decided: a
 * card out of sight is shown first. @param show brings its card into sight
 */
export function useApprovalKeys(approvalId: string | undefined, show: () => void): void {
  const since = useRef(0);
  const onKey = useEffectEvent((e: KeyboardEvent) => {
    if (approvalId === undefined || e.repeat || e.shiftKey || !isShortcut(e)) return;
    if (!KEYS.has(e.key)) return;
    const card = document.getElementById(cardId(approvalId));
    // What a key means, and whether it means anything, the card's own buttons say.
    const button = card?.querySelector<HTMLButtonElement>(`button[aria-keyshortcuts="${e.key}"]`);
    if (card && !button) return;
    e.preventDefault();
    if (!button || !isInSight(button)) return show();
    if (performance.now() - since.current > SETTLE_MS) button.click();
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: each question has its own time.
  useEffect(() => {
    since.current = performance.now();
  }, [approvalId]);
  useEffect(() => {
    const listener = (e: KeyboardEvent) => onKey(e);
    document.addEventListener("keydown", listener);
    return () => document.removeEventListener("keydown", listener);
  }, []);
}

function isInSight(element: Element): boolean {
  const box = element.getBoundingClientRect();
  const x = box.left + box.width / 2;
  const y = box.top + box.height / 2;
  return element.contains(document.elementFromPoint(x, y));
}
