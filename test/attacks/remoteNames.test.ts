import { ok } from '../../nodes/core/result';
import { shownText } from '../../nodes/core/text/shownText';
import { readJavaPattern } from '../../nodes/WooCommerce/poll/configuration/javaDates';
import { atOnce } from '../../nodes/WooCommerce/poll/ids/slices';
import type { Shop } from '../../nodes/WooCommerce/client/api';
import { read } from '../../nodes/WooCommerce/client/api';
import { beginResource } from '../../nodes/WooCommerce/poll/beginResource';
import { scanUnordered } from '../../nodes/WooCommerce/poll/scan/unorderedList';
import type { ResourceState } from '../../nodes/WooCommerce/poll/pollState';
import { readState, writeState } from '../../nodes/WooCommerce/poll/storedState';
import { readPollerConfiguration } from '../../nodes/WooCommerce/poll/configuration/pollerConfiguration';
import { readLenientJson } from '../../nodes/SignedEvent/convert/read/lenientJson';
import { isPlaceholder } from '../../nodes/SignedEvent/convert/read/values';
import { warn } from '../../nodes/host/log';
import { redactSecrets } from '../../nodes/host/vendorErrors';

/*
 * What a vendor calls its things: names that every plain object of JavaScript has already, texts that
 * cost a careless reader minutes, and characters that break a log line.
 */

const NAMES = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf', 'prototype'];

const store = { url: 'https://shop.example', account: 'shop.example' };
const answering = (status: number, body: string): Shop => ({
	store,
	now: () => Date.parse('2026-11-28T10:00:00Z'),
	steadyNow: () => Date.parse('2026-11-28T10:00:00Z'),
	steadyOrigin: 0,
	pause: async () => await Promise.resolve(),
	send: async () => ok({ status, headers: {}, body: Buffer.from(body) }),
});

describe('ids that every object has', () => {
	const configured = readPollerConfiguration({
		'products/tags': { url: 'products/tags', idField: 'slug' },
	});
	if (!configured.ok) throw new Error(configured.problem.message);
	const [tags] = configured.value;
	// WooCommerce's own list can be ordered. This one stands for a plugin's.
	const watched = { ...tags, resource: { ...tags.resource, isMeasured: false } };
	const shopWith = (title: string, slugs: string[]) =>
		answering(200, JSON.stringify(slugs.map((slug) => ({ slug, title }))));

	/** As n8n stores a state: through JSON, and by assignment. */
	const stored = (tags: ResourceState): ResourceState => {
		const state = { account: 'shop.example', resources: { tags } };
		const written = JSON.parse(JSON.stringify(atOnce(writeState(state))));
		const back = atOnce(readState(written));
		if (!back.ok) throw new Error(back.reason);
		return back.state.resources.tags;
	};

	it('are told once when they appear, once when they change, across polls', async () => {
		const begun = await beginResource({
			shop: shopWith('old', ['plain', 'other']),
			polled: watched,
		});
		if (!begun.ok || begun.value.unordered === undefined) throw new Error('could not begin');
		let state = begun.value;
		const poll = async (title: string, slugs: string[]) => {
			const result = await scanUnordered(
				{
					shop: shopWith(title, slugs),
					polled: watched,
					hasBudget: () => true,
					hold: () => true,
				},
				state,
			);
			expect(result.problem).toBeUndefined();
			state = stored(result.state);
			return result.changes.map(({ eventType, objectId }) => `${eventType} ${objectId}`);
		};
		const all = ['plain', ...NAMES];
		expect(await poll('old', ['plain'])).toEqual([]);
		expect(await poll('old', all)).toEqual(NAMES.map((name) => `CREATED ${name}`));
		expect(await poll('old', all)).toEqual([]);
		expect(await poll('new', all)).toEqual(all.map((name) => `UPDATED ${name}`));
	});
});

it.each(NAMES)('a time zone and a resource called %s are rejected or read as text', (name) => {
	expect(readJavaPattern('yyyy', name)).toMatchObject({ ok: false, reason: 'unknown_zone' });
	const read = readPollerConfiguration(`{"x":{"url":"/hubs/ecommerce/${name}"}}`);
	expect(read).toMatchObject({ value: [{ resource: { path: `wc/v3/${name}` } }] });
});

describe('texts that cost a careless reader minutes', () => {
	it.each([
		['without an end', `{"code":"${'_invalid'.repeat(25_000)}`],
		['with one that names no object', `{"code":"x${'_invalid'.repeat(125_000)}!"}`],
	])('a 404 whose code goes on %s', async (_what, body) => {
		expect(await read(answering(404, body), 'wc/v3/orders', '1')).toMatchObject({ ok: false });
	});

	it('a 404 that names a missing object still does', async () => {
		const codes = ['woocommerce_rest_shop_order_invalid_id', 'woocommerce_rest_term_invalid'];
		for (const code of codes)
			expect(await read(answering(404, JSON.stringify({ code })), 'wc/v3/orders', '1')).toEqual(
				ok(undefined),
			);
	});

	it('a pasted instance of escaped quotes, of open braces, of brackets', () => {
		const many = (piece: string) => piece.repeat(1_000_000 / piece.length);
		expect(readLenientJson(`{"a":"${many('\\"')}}`)).toMatchObject({ ok: false });
		expect(isPlaceholder(many('{{'))).toBe(false);
		expect(isPlaceholder(many('<'))).toBe(false);
	});
});

describe('control characters', () => {
	const hostile = 'ok\r\n2026 ERROR forged\u001b[2J\u0000\u202egpj\u2028\ud800';
	const shown = 'ok\\r\\n2026 ERROR forged\\u{1b}[2J\\u{0}\\u{202e}gpj\\u{2028}\\u{d800}';

	it('are written as their code points', () => {
		expect(shownText(hostile)).toBe(shown);
		expect(shownText('Zoë’s Shop, 🛒')).toBe('Zoë’s Shop, 🛒');
		expect(shownText('x'.repeat(3_000))).toHaveLength(2_002);
	});

	it('of a vendor or a node’s name do not reach the log, nor an error', () => {
		const lines: string[] = [];
		const logger = { warn: (text: string) => lines.push(text), info: () => undefined };
		warn({ logger, getNode: () => ({ name: 'Name\n' }) }, hostile);
		expect(lines).toEqual([`Name\\n: ${shown}`]);
		expect(redactSecrets(hostile)).toBe(shown);
	});
});
