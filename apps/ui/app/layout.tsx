import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import { connection } from "next/server";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import type { ReactNode } from "react";
import { Banners } from "../components/frame/banners.tsx";
import { Commands } from "../components/frame/commands.tsx";
import { FactsProvider } from "../components/frame/facts.tsx";
import { Rail } from "../components/frame/rail.tsx";
import { TabBadge } from "../components/frame/tab-badge.tsx";
import { THEME_SCRIPT } from "../components/frame/theme.ts";
import { TopBar } from "../components/frame/top-bar.tsx";
import { ApprovalNotifier } from "../components/notify/approval-notifier.tsx";
import { Notifier } from "../components/notify/notifier.tsx";
import { Toasts } from "../components/toast/toasts.tsx";
import { currentFacts } from "../lib/current-facts.ts";
import { LiveProvider } from "../lib/live/live-provider.tsx";
import { caller } from "../lib/server.ts";
import "./globals.css";

export const metadata: Metadata = {
  title: { template: "%s · Codex ToolLoop", default: "Codex ToolLoop" },
  description: "Start, watch and stop runs of coding agents on this machine.",
};
export const viewport: Viewport = { width: "device-width", initialScale: 1, colorScheme: "light dark" };

/** The frame of every page. Nothing is prerendered: what is shown is what the disk says now. */
export default async function Layout({ children }: { children: ReactNode }) {
  await connection();
  const { user } = await caller();
  const nonce = (await headers()).get("x-nonce") ?? undefined;
  return (
    <html lang="en" suppressHydrationWarning>
      <head>
        <script nonce={nonce} suppressHydrationWarning>
          {THEME_SCRIPT}
        </script>
      </head>
      <body>
        <a
          href="#main"
          className="sr-only z-50 rounded-md bg-accent px-3 py-2 font-medium text-accent-fg focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
        >
          Skip to content
        </a>
        <NuqsAdapter>
          <LiveProvider>
            <FactsProvider initial={currentFacts()}>
              <div className="md:flex">
                <Rail />
                <div className="flex min-h-dvh min-w-0 grow flex-col pb-16 md:pb-0">
                  <TopBar />
                  <Banners />
                  {/* A page with `data-fill` takes what is left of the window, whatever stands above it. */}
                  <main
                    id="main"
                    tabIndex={-1}
                    className="grow px-3 py-3 outline-none has-data-fill:flex has-data-fill:flex-col max-md:has-data-fill:py-2 md:px-5 md:py-4"
                  >
                    {children}
                  </main>
                </div>
              </div>
              <Commands />
              <TabBadge />
              <Notifier />
              <ApprovalNotifier />
              <Toasts user={user} />
            </FactsProvider>
          </LiveProvider>
        </NuqsAdapter>
      </body>
    </html>
  );
}
