import type { Route } from "./route.ts";

interface Found {
  route: Route;
  params: Record<string, string>;
}

/** Finds the route of a path, and what stands at the places of its names; undefined where there is none. */
export function createMatcher(routes: Readonly<Record<string, Route>>): (pathname: string) => Found | undefined {
  const table = Object.entries(routes).map(([pattern, route]) => ({ parts: pattern.split("/"), route }));
  return (pathname) => {
    const given = pathname.split("/");
    for (const { parts, route } of table) {
      const params = match(parts, given);
      if (params) return { route, params };
    }
    return undefined;
  };
}

function match(parts: string[], given: string[]): Record<string, string> | undefined {
  const params: Record<string, string> = {};
  for (const [i, part] of parts.entries()) {
    const rest = part.startsWith("*");
    const raw = rest ? given.slice(i).join("/") : given[i];
    if (!raw) {
      // Nothing but the slash in front stands empty; a name needs something in its place.
      if (part === "" && raw === "") continue;
      return undefined;
    }
    if (!rest && !part.startsWith(":")) {
      if (raw !== part) return undefined;
      continue;
    }
    const value = decode(raw);
    if (value === undefined) return undefined;
    params[part.slice(1)] = value;
    if (rest) return params;
  }
  return parts.length === given.length ? params : undefined;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
