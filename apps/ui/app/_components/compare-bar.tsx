import { GitCompareArrows } from "lucide-react";
import { Button, buttonClass } from "../../components/button.tsx";

/** The form that the boxes of the rows belong to. */
export const COMPARE_FORM = "compare-runs";

/** Leads from two chosen rows to their comparison. Without JavaScript it always stands below the list. */
export function CompareBar({ chosen, clear }: { chosen: number; clear(): void }) {
  return (
    <form
      id={COMPARE_FORM}
      action="/compare"
      method="get"
      aria-label="Compare runs"
      className={`sticky bottom-3 z-20 mx-auto mt-3 w-fit items-center gap-3 rounded-lg border border-line-strong bg-panel px-3 py-2 shadow-lg ${chosen === 0 ? "hidden no-script:flex" : "flex"}`}
    >
      <span className="script:hidden">Choose two runs above to compare them.</span>
      <span role="status" className="no-script:hidden">
        {chosen === 1
          ? "One run chosen: choose another, or compare it with one of the same workflow."
          : "Two runs chosen."}
      </span>
      <button type="submit" className={buttonClass("primary", "", "sm")}>
        <GitCompareArrows aria-hidden className="size-3.5" />
        Compare
      </button>
      <Button variant="ghost" size="sm" className="no-script:hidden" onClick={clear}>
        Clear
      </Button>
    </form>
  );
}
