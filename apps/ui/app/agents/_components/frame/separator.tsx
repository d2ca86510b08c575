"use client";

import type { KeyboardEvent, PointerEvent as ReactPointerEvent } from "react";
import { boundSize, SIZED, type SizedPanel } from "./panel-sizes.ts";

const STEP = 16;
const BIG_STEP = 64;

/** The bar between two panels: dragged, or moved with the arrow keys (Shift: further, Home and End: all the way, Enter: collapse). */
export function Separator({
  panel,
  label,
  px,
  collapsed,
  onResize,
  onToggle,
}: {
  panel: SizedPanel;
  label: string;
  px: number;
  collapsed: boolean;
  onResize(px: number): void;
  onToggle(): void;
}) {
  const { min, max, start } = SIZED[panel];
  const onKeyDown = (e: KeyboardEvent) => {
    const step = e.shiftKey ? BIG_STEP : STEP;
    if (e.key === "Enter") onToggle();
    else if (e.key === "ArrowLeft") onResize(boundSize(panel, px - step));
    else if (e.key === "ArrowRight") onResize(boundSize(panel, px + step));
    else if (e.key === "Home") onResize(min);
    else if (e.key === "End") onResize(max);
    else return;
    e.preventDefault();
  };
  const onPointerDown = (e: ReactPointerEvent<HTMLElement>) => {
    if (e.button !== 0 || collapsed) return;
    e.currentTarget.setPointerCapture(e.pointerId);
    const bar = e.currentTarget;
    const from = e.clientX;
    const move = (m: PointerEvent) => onResize(boundSize(panel, px + m.clientX - from));
    const done = () => {
      bar.removeEventListener("pointermove", move);
      bar.removeEventListener("pointerup", done);
      bar.removeEventListener("pointercancel", done);
    };
    bar.addEventListener("pointermove", move);
    bar.addEventListener("pointerup", done);
    bar.addEventListener("pointercancel", done);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: an <hr> that takes the focus and has a value is a separator by role.
    <div
      role="separator"
      aria-label={label}
      aria-orientation="vertical"
      aria-controls={`agents-${panel}`}
      aria-valuenow={px}
      aria-valuemin={min}
      aria-valuemax={max}
      aria-valuetext={`${px} pixels`}
      aria-disabled={collapsed || undefined}
      tabIndex={0}
      data-separator={panel}
      onKeyDown={onKeyDown}
      onPointerDown={onPointerDown}
      onDoubleClick={() => onResize(start)}
      className="agents-separator"
    />
  );
}
