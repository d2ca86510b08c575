"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { NAV, navOf } from "./nav-items.ts";

/** The way around: a column on the left, a bar at the bottom of a narrow screen. */
export function Rail() {
  const current = navOf(usePathname());
  return (
    <nav
      aria-label="Pages"
      className="fixed inset-x-0 bottom-0 z-30 border-t border-line bg-panel pb-[env(safe-area-inset-bottom)] md:sticky md:inset-x-auto md:top-0 md:h-dvh md:w-48 md:shrink-0 md:border-t-0 md:border-r md:pb-0"
    >
      <Link
        href="/"
        prefetch={false}
        className="hidden h-12 items-center gap-2 px-4 text-[13px] font-semibold tracking-tight whitespace-nowrap md:flex"
      >
        <Mark />
        Codex ToolLoop
      </Link>
      <ul className="grid grid-cols-6 md:block md:space-y-0.5 md:px-2 md:pt-1">
        {NAV.map(({ href, label, icon: Icon }) => (
          <li key={href}>
            <Link
              href={href}
              prefetch={false}
              aria-current={current === href ? "page" : undefined}
              className="flex h-13 flex-col items-center justify-center gap-0.5 text-[11px] text-muted hover:text-fg aria-[current=page]:font-semibold aria-[current=page]:text-accent md:h-8 md:flex-row md:justify-start md:gap-2.5 md:rounded-md md:px-2.5 md:text-[13px] md:hover:bg-raised md:aria-[current=page]:bg-raised md:aria-[current=page]:text-fg"
            >
              <Icon aria-hidden className="size-4.5 md:size-4" />
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** The product's mark: a loop with its head. */
export function Mark() {
  return (
    <svg aria-hidden="true" viewBox="0 0 16 16" className="size-4 shrink-0 text-accent">
      <path
        d="M12.7 5.2A5.5 5.5 0 1 0 13.5 8"
        fill="none"
        stroke="currentColor"
        strokeWidth="2.2"
        strokeLinecap="round"
      />
      <circle cx="13.2" cy="4.4" r="1.8" fill="currentColor" />
    </svg>
  );
}
