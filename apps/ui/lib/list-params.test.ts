import { expect, it } from "vitest";
import { isFiltered, listHref, loadListParams, toListQuery } from "./list-params.ts";

it("reads every filter from the address", async () => {
  const params = await loadListParams(
    "?status=failed&status=timeout&kind=script&q=abc&workflow=tour&workspace=ws_1&offset=50",
  );
  expect(toListQuery(params)).toEqual({
    status: ["failed", "timeout"],
    kind: "script",
    q: "abc",
    workflow: "tour",
    workspace: "ws_1",
    limit: 50,
    offset: 50,
  });
  expect(isFiltered(params)).toBe(true);
});

it("counts unknown and empty values as none, as an empty form sends them", async () => {
  const params = await loadListParams("?status=exploded&kind=&q=&workflow=&offset=-5");
  expect(toListQuery(params)).toEqual({ limit: 50, offset: 0 });
  expect(isFiltered(params)).toBe(false);
});

it("cuts an endless search text", async () => {
  expect(toListQuery(await loadListParams(`?q=${"x".repeat(1000)}`)).q).toHaveLength(200);
});

it("writes an address that it reads back", async () => {
  const params = await loadListParams("?status=failed&status=orphaned&q=a%20b&offset=100");
  expect(await loadListParams(listHref(params).search)).toEqual(params);
  expect(listHref({ ...params, offset: null }).search).not.toContain("offset");
});
