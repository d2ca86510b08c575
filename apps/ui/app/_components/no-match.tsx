import Link from "next/link";
import { buttonClass } from "../../components/button.tsx";
import { type ListParams, listHref } from "../../lib/list-params.ts";

/** Nothing to show although there are runs: say why, and the way back. */
export function NoMatch({ params, filtered }: { params: ListParams; filtered: boolean }) {
  const beyond = params.offset > 0;
  return (
    <div className="rounded-lg border border-dashed border-line-strong px-4 py-10 text-center">
      <p className="font-semibold">{beyond ? "There is nothing on this page" : "No run matches"}</p>
      <p className="mt-1 mb-4 text-muted">
        {beyond
          ? "The list has become shorter than this address expects."
          : "Take a filter away, or search for another word."}
      </p>
      <Link
        href={beyond && filtered ? listHref({ ...params, offset: null }) : "/"}
        prefetch={false}
        className={buttonClass()}
      >
        {beyond ? "Go to the first page" : "Show all runs"}
      </Link>
    </div>
  );
}
