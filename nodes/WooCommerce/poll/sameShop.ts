import { isObject } from '../../core/json';
import { err, ok, PROBLEM, type Result } from '../../core/result';
import { withoutTrailing } from '../../core/text/trailing';
import type { HttpAnswer, Send } from '../../host/http';
import type { Shop } from '../client/api';
import { parseBody } from '../client/bodyJson';
import { readStore, restRequest, type Store } from '../client/storeUrl';
import type { PolledResource } from '../polledResource';
import type { PollState } from './pollState';
import { readByIds } from './read/readByIds';

interface Corrected {
	shop: Shop;
	polled: readonly PolledResource[];
	/** The state of the earlier address. */
	state: PollState;
	/** Sends a request to the earlier address (`askEarlierAddress`). */
	askWithoutKeys: Send;
	/** Returns whether a later poll may ask the earlier address again after a problem. */
	mayAskAgain(): boolean;
}

/**
 * Returns whether the shop of the credential is the shop of the state, at another address.
 *
 * A copy of the shop can name the same home and have the same objects. So the earlier address itself has to lead to the
 * new one, and the newest known objects have to be there.
 */
export async function isSameShop(corrected: Corrected): Promise<Result<boolean>> {
	const { shop, state } = corrected;
	const { account, eventAccount } = shop.store;
	if (eventAccount === state.account || withoutWww(state.account) === withoutWww(account))
		return ok(true);
	const led = await leadsToShop(corrected);
	if (!led.ok) return corrected.mayAskAgain() ? led : ok(false);
	return led.value ? await hasKnownObjects(corrected) : led;
}

function withoutWww(account: string): string {
	return account.replace(/^www\./, '');
}

/**
 * Maximum requests to follow redirects: one to TLS, one to another name of the same host, and one to the new address.
 */
const MOST_REQUESTS = 3;

/** Returns whether the earlier address redirects to the new one, or its index names the new one as the site's home. */
async function leadsToShop({ shop, state, askWithoutKeys }: Corrected): Promise<Result<boolean>> {
	const { protocol } = new URL(shop.store.url);
	const earlier = readStore(`${protocol}//${state.account}`);
	if (!earlier.ok) return ok(false);
	const { restPath } = shop.store;
	const rest = restRequest({ url: earlier.value.url, restPath }, '');
	const { query } = rest;
	let { url } = rest;
	for (let request = 0; request < MOST_REQUESTS; request++) {
		const answer = await askWithoutKeys({ method: 'GET', url, query });
		if (!answer.ok)
			return undecided(
				state,
				answer.problem.reason === PROBLEM.refused
					? 'is, or resolves to, a private or metadata address'
					: 'did not respond',
			);
		const { status } = answer.value;
		if (status >= 400 && ![404, 410].includes(status))
			return undecided(state, `responded with HTTP ${status}`);
		const next = redirectOf(answer.value, url);
		if (next === undefined) return ok(isHome(answer.value, shop.store));
		if (isPlaceOf(next, shop.store)) return ok(true);
		const isFollowed =
			isSameSite(next, new URL(url), protocol) &&
			isPathOf(next, [{ ...earlier.value, restPath }, shop.store]);
		if (!isFollowed) return ok(false);
		url = `${next.protocol}//${next.host}${next.pathname}`;
	}
	return ok(false);
}

/**
 * Returns whether a redirect changes at most the scheme and `www.`. The owner of the earlier address chooses the redirect,
 * and must not choose the port of a service in n8n's network.
 */
function isSameSite(next: URL, from: URL, protocol: string): boolean {
	return (
		['https:', protocol].includes(next.protocol) &&
		['', from.port].includes(next.port) &&
		withoutWww(next.hostname) === withoutWww(from.hostname)
	);
}

/** Returns whether a path is that of a shop or of its REST API. A shop can move into a folder or out of it. */
function isPathOf({ pathname }: URL, stores: readonly Store[]): boolean {
	const paths = stores.flatMap((store) => [store.url, restRequest(store, '').url]);
	return paths.some(
		(url) => withoutTrailing(new URL(url).pathname, '/') === withoutTrailing(pathname, '/'),
	);
}

function undecided({ account }: PollState, cause: string): Result<boolean> {
	return err(
		PROBLEM.failing,
		`The node could not check whether the new Store URL leads to the same shop: the earlier address ${account} ${cause}. If both addresses are of the same shop, enter ${account} in Earlier Store URL of the credential. Otherwise, wait: the fifth poll with this problem begins again at the new address.`,
	);
}

function redirectOf({ status, headers }: HttpAnswer, from: string): URL | undefined {
	const { location = '' } = headers;
	const isRedirect = status >= 300 && status < 400 && URL.canParse(location, from);
	return isRedirect ? new URL(location, from) : undefined;
}

/** Returns whether a URL is that of the shop or of its REST API. A longer path may be another shop. */
function isPlaceOf({ host, pathname }: URL, store: Store): boolean {
	const rest = new URL(restRequest(store, '').url);
	const place = `${host}${pathname}`.toLowerCase().replace(/\/$/, '');
	return [store.account, `${rest.host}${rest.pathname}`.toLowerCase().replace(/\/$/, '')].includes(
		place,
	);
}

/** https://developer.wordpress.org/reference/classes/wp_rest_server/get_index/ */
function isHome({ body }: HttpAnswer, { account }: Store): boolean {
	const index = parseBody(body);
	if (!index.ok || !isObject(index.value)) return false;
	const { home, url } = index.value;
	return [home, url].some((one) => {
		const read = typeof one === 'string' ? readStore(one) : undefined;
		return read?.ok === true && withoutWww(read.value.account) === withoutWww(account);
	});
}

const SAMPLE = 10;

/**
 * Returns whether the shop has most of the newest known objects, and none of them in an earlier state. This is not true
 * of another shop, or of a copy with its own changes.
 */
async function hasKnownObjects({ shop, polled, state }: Corrected): Promise<Result<boolean>> {
	const one = polled.find(({ name, resource }) => {
		const known = state.resources[name];
		return known?.path === resource.path && known.ids.size > 0;
	});
	if (one === undefined) return ok(true);
	const { ids, recent } = state.resources[one.name];
	const ranks = Array.from(
		{ length: Math.min(SAMPLE, ids.size) },
		(_, rank) => ids.size - 1 - rank,
	);
	const newest = ranks.map((rank) => ids.at(rank) as number);
	const read = await readByIds({ shop, polled: one }, newest);
	if (!read.ok) return read;
	const { rows } = read.value;
	const isEarlier = rows.some(
		(row) => (one.resource.readModified(row) ?? Infinity) < (recent.get(row.id)?.modified ?? 0),
	);
	return ok(!isEarlier && rows.length * 2 >= newest.length);
}
