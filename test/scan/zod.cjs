/**
 * Runs the built package under the zod that `argv[2]` names and prints what it makes of some items:
 * n8n's host brings zod, and a later one may bring version 4.
 */
const Module = require('node:module');
const { join } = require('node:path');

const [, , zod] = process.argv;
const root = join(__dirname, '..', '..');
const resolveFilename = Module._resolveFilename;
let asked = 0;
Module._resolveFilename = function (request, parent, ...rest) {
	const isOurs = parent?.filename?.startsWith(join(root, 'dist'));
	if (request === 'zod' && isOurs) asked++;
	return resolveFilename.call(this, request === 'zod' && isOurs ? zod : request, parent, ...rest);
};

const { n8n } = require(join(root, 'package.json'));
const types = [...n8n.nodes, ...n8n.credentials].map((file) => {
	const [Type] = Object.values(require(join(root, file)));
	const one = new Type();
	return one.description?.name ?? one.name;
});
const { makeEvent, parseEvent } = require(join(root, 'dist/nodes/SignedEvent/emit/parseItem.js'));
const { readState } = require(join(root, 'dist/nodes/WooCommerce/poll/storedState.js'));

const good = {
	...{ id: 'evt_1', elementKey: 'shopify', hubKey: 'ecommerce', eventType: 'CREATED' },
	...{ objectType: 'orders', objectId: '1', date: '2026-11-21T10:00:00Z', revision: 'born' },
	...{ topic: 'orders/create', account: 'a.example', capture: 'webhook' },
	...{ receivedAt: '2026-11-21T10:00:00.123Z', instanceName: '', instanceTags: [], raw: { a: 1 } },
};
const items = [
	...[good, null, [], {}, 'text', { ...good, id: 'a.b' }, { ...good, eventType: 'MADE' }],
	...[
		{ ...good, date: 'yesterday' },
		{ ...good, objectId: 1 },
		{ ...good, unproven: false },
	],
	...[
		{ ...good, raw: [] },
		{ ...good, instanceTags: 'a' },
		{ ...good, date: '2026-02-30T10:00:00Z' },
	],
	...[
		{ ...good, unsigned: ['topic'], sender: 'ABCDEFGH' },
		{ ...good, sender: 'a' },
		{ ...good, stateId: 'st_1', rawShape: 'graphql' },
		{ ...good, stateId: 'a.b' },
	],
	JSON.parse(`{"__proto__":{"id":"x"},${JSON.stringify(good).slice(1)}`),
];
const mapped = { source: 'shop', type: 'created', object: 'orders', id: '1', date: '' };
const dates = ['', '2026-11-21T10:00:00Z', '2026-11-21T10:00:00+01:00', '2026-11-21', 'now'];
dates.push('2026-11-21T10:00:00+0000', '2026-11-21T10:00:00+25:00', '2026-11-21T10:00Z');
const context = { instanceName: 'node', now: 0 };
/** Which fields are refused, not in which words: those are each version's own. */
const outline = ({ ok, field, value }) => ({ ok, field, value });

process.stdout.write(
	JSON.stringify({
		asked,
		types,
		taken: items.map((item) => outline(parseEvent(item))),
		made: dates.map((date) => outline(makeEvent({ ...mapped, date }, { a: 1 }, context))),
		blank: outline(makeEvent({ ...mapped, source: '  ' }, {}, context)),
		states: [
			undefined,
			{},
			{ version: 1, account: 'a', resources: {} },
			{ version: 2, account: 'a', resources: {} },
			{ version: 1, account: 'a', resources: { orders: { ids: 'no' } } },
		].map((state) => {
			const work = readState(state);
			let step = work.next();
			while (!step.done) step = work.next();
			const { ok, reason } = step.value;
			return { ok, reason };
		}),
	}),
);
