import Link from "next/link";
import { type AgentsParams, agentsHref, OUTPUT_TABS, type OutputTab, placeOf } from "../../agents-params.ts";

const LABEL: Record<OutputTab, string> = { transcript: "Transcript", events: "Raw events", changes: "Changes" };

/** The views of a run, each with its own address. */
export function OutputTabs({ params }: { params: AgentsParams }) {
  return (
    <nav aria-label="Views of this run" className="h-full">
      <ul className="flex h-full">
        {OUTPUT_TABS.map((tab) => (
          <li key={tab}>
            <Link
              href={agentsHref({ ...placeOf(params), tab })}
              scroll={false}
              replace
              prefetch={false}
              aria-current={tab === params.tab ? "page" : undefined}
              className="flex h-full items-center border-b-2 border-transparent px-2.5 whitespace-nowrap text-muted hover:text-fg aria-[current=page]:border-accent aria-[current=page]:font-semibold aria-[current=page]:text-fg"
            >
              {LABEL[tab]}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
