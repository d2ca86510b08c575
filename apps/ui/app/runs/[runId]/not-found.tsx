import Link from "next/link";
import { buttonClass } from "../../../components/button.tsx";

export default function RunNotFound() {
  return (
    <div className="mx-auto max-w-prose py-16 text-center">
      <h1 className="text-lg font-semibold">No such run</h1>
      <p className="mt-2 text-muted">
        It may have been pruned, or the address belongs to another store. Runs that still exist are in the list.
      </p>
      <Link href="/" className={buttonClass("plain", "mt-4")}>
        All runs
      </Link>
    </div>
  );
}
