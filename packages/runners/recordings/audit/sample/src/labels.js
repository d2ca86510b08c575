import { parse } from "node:url";

/** What stands on a parcel: the shop's host and the order's number, as base64. */
export function label(orderUrl) {
  const { hostname, pathname } = parse(orderUrl);
  return new Buffer(hostname + pathname).toString("base64");
}
