import axios from 'axios';
import type { IDataObject, IHttpRequestOptions, IPollFunctions } from 'n8n-workflow';

import { authenticate } from '../../../../nodes/WooCommerce/client/credential';
import { poll } from '../../../../nodes/WooCommerce/poll/poll';
import {
	hasLearned,
	needsEmission,
	UnstoredStates,
} from '../../../../nodes/WooCommerce/poll/unstoredState';
import { ManualClock } from '../../../sandbox/clock';
import { startSandbox, type Sandbox } from '../../../sandbox/sandbox';

const MINUTE = 60_000;
let sandbox: Sandbox;
let clock: ManualClock;
beforeEach(async () => {
	clock = new ManualClock('2026-03-01T12:00:00Z');
	sandbox = await startSandbox({ seed: 7, clock, wooCommerce: { orders: 5, products: 2 } });
	jest.spyOn(Date, 'now').mockImplementation(() => clock.now());
});
afterEach(async () => {
	jest.restoreAllMocks();
	await sandbox.close();
});

/** n8n over one database. It stores the state at the activation, and then only with a poll that emits something. */
function n8n(eventTypes: string[], options: IDataObject = {}, resource = 'orders') {
	let stored: IDataObject = {};
	let nonce = 0;
	const credential = () => ({
		storeUrl: sandbox.wooCommerce.url,
		...sandbox.wooCommerce.keys,
	});
	const start = () => {
		// n8n watches static data for changes by this property, unless durable cursors are on.
		const memory = Object.defineProperty(structuredClone(stored), '__dataChanged', { value: true });
		const parameters: IDataObject = { resources: [resource], eventTypes, options };
		const functions = {
			getNode: () => ({
				id: `node-${resource}-${eventTypes.join()}`,
				name: 'Poll',
				type: 'x',
				parameters: {},
			}),
			getWorkflow: () => ({ id: 'workflow' }),
			getMode: () => 'trigger',
			getNodeParameter: (name: string, fallback: unknown) => parameters[name] ?? fallback,
			getWorkflowStaticData: () => memory,
			getCredentials: async () => credential(),
			logger: { warn: () => undefined, info: () => undefined },
			helpers: {
				httpRequestWithAuthentication: async (_type: string, request: IHttpRequestOptions) => {
					const moment = { nonce: String(++nonce), timestamp: Math.floor(clock.now() / 1000) };
					const signed = authenticate(credential(), request, moment);
					if (!signed.ok) throw new Error(signed.problem.message);
					const { method, url, qs, headers } = signed.value;
					const answer = await axios.request<Buffer>({
						...{ method, url, params: qs as object, headers: headers as never },
						...{ responseType: 'arraybuffer', validateStatus: () => true },
					});
					return {
						statusCode: answer.status,
						headers: { ...answer.headers },
						body: Buffer.from(answer.data),
					};
				},
			},
		} as unknown as IPollFunctions;
		const run = async (isActivation = false) => {
			clock.advance(5 * MINUTE);
			const items = await poll.call(functions);
			if (items !== null || isActivation) stored = structuredClone(memory);
			return (items?.[0] ?? []).map(
				({ json }) => `${String(json.eventType)} ${String(json.objectId)}`,
			);
		};
		return run;
	};
	return start;
}

describe('an order that was deleted while n8n was down, after the poll had seen it', () => {
	it.each([
		['all types', ['CREATED', 'UPDATED', 'DELETED'], {}],
		['deletions alone', ['DELETED'], {}],
		['updates and deletions', ['UPDATED', 'DELETED'], {}],
	])('is emitted as DELETED if Event Types has %s', async (_, eventTypes, options) => {
		const start = n8n(eventTypes, options);
		const first = start();
		await first(true);
		const { id } = sandbox.wooCommerce.shop.create('orders', { line_items: [] });
		// Several polls see the order. They emit nothing about it, or its creation.
		for (let count = 0; count < 3; count++) await first();
		// n8n goes down, the order is moved to the trash, n8n starts again.
		sandbox.wooCommerce.shop.trash('orders', Number(id));
		const second = start();
		const told = [...(await second()), ...(await second()), ...(await second())];
		expect(told.filter((one) => one.startsWith('DELETED'))).toEqual([`DELETED ${String(id)}`]);
	});
});

describe('a coupon that was corrected while n8n was down, after the poll had seen it', () => {
	it.each([
		['all types', ['CREATED', 'UPDATED', 'DELETED']],
		['updates alone', ['UPDATED']],
	])('is emitted as UPDATED if Event Types has %s', async (_, eventTypes) => {
		const start = n8n(eventTypes, {}, 'discounts');
		const first = start();
		await first(true);
		const { id } = sandbox.wooCommerce.shop.create('coupons', { amount: '90.00' });
		for (let count = 0; count < 3; count++) await first();
		// A change of the amount does not move a coupon's date.
		sandbox.wooCommerce.shop.update('coupons', Number(id), { amount: '9.00' });
		const second = start();
		const told = [...(await second()), ...(await second()), ...(await second())];
		expect(told.filter((one) => one.startsWith('UPDATED'))).toEqual([`UPDATED ${String(id)}`]);
	});
});

describe('an execution without items', () => {
	const HOUR = 3_600_000;
	/** A poll without changes that succeeds. */
	const turnOf = (states: UnstoredStates, node: string, hasLearned: boolean, now: number) => {
		const isDue = states.isDue(node, hasLearned, now);
		if (isDue) states.noteEmitted(node, now);
		return isDue;
	};

	it('starts at once, and then at most once an hour for all that was learned since', () => {
		const states = new UnstoredStates();
		expect(turnOf(states, 'node', false, 0)).toBe(false);
		expect(turnOf(states, 'node', true, 1)).toBe(true);
		expect(turnOf(states, 'node', true, 2)).toBe(false);
		expect(turnOf(states, 'other', true, 2)).toBe(true);
		expect(turnOf(states, 'node', false, HOUR)).toBe(false);
		expect(turnOf(states, 'node', false, HOUR + 1)).toBe(true);
		expect(turnOf(states, 'node', false, 9 * HOUR)).toBe(false);
	});

	it('starts with the next poll if this one fails', () => {
		const states = new UnstoredStates();
		expect(states.isDue('node', true, 0)).toBe(true);
		expect(turnOf(states, 'node', false, 1)).toBe(true);
		expect(turnOf(states, 'node', false, 2)).toBe(false);
	});

	it('is not needed after an event, with which n8n has stored the state', () => {
		const states = new UnstoredStates();
		turnOf(states, 'node', true, 0);
		turnOf(states, 'node', true, 1);
		states.noteEmitted('node', 2);
		expect(turnOf(states, 'node', false, 5 * HOUR)).toBe(false);
	});

	it('does not start with durable cursors, nor if n8n would put an item into it', () => {
		const watched = Object.defineProperty({}, '__dataChanged', { value: false });
		expect(needsEmission({} as never, watched)).toBe(true);
		expect(needsEmission({} as never, {})).toBe(false);
		expect(needsEmission({ alwaysOutputData: true } as never, watched)).toBe(false);
	});

	it('also stores how far the first listing has read a large shop', () => {
		const at = (baseline?: object) => ({ resources: { orders: { baseline } } }) as never;
		const poll = (baseline?: object) => ({ changes: [], state: at(baseline) }) as never;
		expect(hasLearned(poll({ afterId: 1 }), at({ afterId: 1 }))).toBe(false);
		expect(hasLearned(poll({ afterId: 2 }), at({ afterId: 1 }))).toBe(true);
		expect(hasLearned(poll(), at({ afterId: 1 }))).toBe(true);
		expect(hasLearned(poll(), at())).toBe(false);
		expect(hasLearned(poll({ afterId: 2 }), undefined)).toBe(false);
	});
});
