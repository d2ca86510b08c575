import type { Metadata } from "next";
import { PageHeader } from "../../components/page-header.tsx";
import { dashboard } from "../../lib/server.ts";
import { Checks } from "./_components/checks.tsx";
import { Enforcement } from "./_components/enforcement.tsx";
import { Facts } from "./_components/facts.tsx";
import { KillLevels } from "./_components/kill-levels.tsx";
import { SettingsTable } from "./_components/settings-table.tsx";

export const metadata: Metadata = { title: "Doctor" };

/** Is this dashboard able to do its job here, and what to do where it is not. */
export default async function DoctorPage() {
  const health = await dashboard().health();
  const bad = health.checks.filter((c) => c.level === "warn" || c.level === "fail").length;
  return (
    <>
      <PageHeader title="Doctor">
        {bad === 0
          ? "Everything that was looked at is in order."
          : `${bad === 1 ? "One thing needs" : `${bad} things need`} attention.`}{" "}
        The same in a terminal: <code className="font-mono text-xs">npx codex-toolloop doctor</code>
      </PageHeader>
      <div className="grid items-start gap-5 xl:grid-cols-2">
        <div className="space-y-5">
          <Checks checks={health.checks} />
          <KillLevels killLevel={health.killLevel} />
        </div>
        <div className="space-y-5">
          <Facts health={health} />
          <Enforcement auth={health.auth} />
        </div>
      </div>
      <div className="mt-5">
        <SettingsTable settings={health.settings} errors={health.settingErrors} />
      </div>
    </>
  );
}
