import type { Metadata } from "next";
import Link from "next/link";
import { buttonClass } from "../components/button.tsx";

export const metadata: Metadata = { title: "Not found" };

/** An address that leads nowhere. */
export default function NotFound() {
  return (
    <div className="pt-[12dvh] text-center">
      <h1 className="text-xl font-semibold">There is nothing at this address</h1>
      <p className="mx-auto mt-2 mb-5 max-w-[52ch] text-muted">
        The address may have been cut short, or what it named may have been removed. The Agent Console and Search are
        not part of this version yet.
      </p>
      <Link href="/" prefetch={false} className={buttonClass("primary")}>
        Go to the runs
      </Link>
    </div>
  );
}
