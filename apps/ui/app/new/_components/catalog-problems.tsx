import type { CatalogProblem } from "@codex-toolloop/workflows";
import { Callout } from "../../../components/callout.tsx";

/** Definitions that could not be used, and why: a typing error must not make a workflow vanish without a word. */
export function CatalogProblems({ problems }: { problems: readonly CatalogProblem[] }) {
  if (problems.length === 0) return null;
  return (
    <div className="mt-4">
      <Callout
        level="warning"
        title={
          problems.length === 1 ? "One definition cannot be used" : `${problems.length} definitions cannot be used`
        }
      >
        <ul className="space-y-1">
          {problems.map((p) => (
            <li key={`${p.path}: ${p.message}`} className="break-words">
              <span className="font-mono text-xs">{p.path}</span> — {p.message}
            </li>
          ))}
        </ul>
      </Callout>
    </div>
  );
}
