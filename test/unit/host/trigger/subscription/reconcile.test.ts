import { ok } from '../../../../../nodes/core/result';
import type { Subscriptions } from '../../../../../nodes/core/vendor';
import {
	carryOut,
	removeAll,
	type Removal,
} from '../../../../../nodes/host/trigger/subscription/reconcile';

const URL = 'https://n8n.example/w';

/** A vendor with three subscriptions. It answers each first change in a form that its reader throws at. */
function oddVendor() {
	const tried: string[] = [];
	const change = async (name: string) => {
		tried.push(name);
		if (tried.length === 1) throw new TypeError('Cannot read properties of null');
		return ok(undefined);
	};
	const subscriptions = {
		list: async () => ok(['a', 'b', 'c']),
		urlOf: () => URL,
		secretsOf: () => [],
		plan: (_wanted: string[], existing: string[]) => ({ create: [], update: [], remove: existing }),
		remove: async (_connection: unknown, name: string) => change(name),
		update: async (_connection: unknown, name: string) => change(name),
		create: async (_connection: unknown, name: string) => change(name),
		describe: (name: string) => name,
	} as unknown as Subscriptions<unknown, string, string>;
	return { subscriptions, tried };
}

describe('an answer to one change that no reader expects', () => {
	it('does not keep the other subscriptions from being removed, and is reported', async () => {
		const { subscriptions, tried } = oddVendor();
		const removal: Removal = { mayGoOn: () => true };
		const urls = { wanted: URL, all: { default: URL } };
		const { done, problems } = await removeAll(subscriptions, {}, urls, removal);
		expect(tried).toEqual(['a', 'b', 'c']);
		expect(done.map(({ subscription }) => subscription)).toEqual(['b', 'c']);
		expect(problems.map(({ message }) => message)).toEqual([
			expect.stringMatching(/^The vendor's response about the subscription a is unreadable.*null/),
		]);
		expect(removal.left).toEqual([]);
	});

	it.each(['remove', 'update', 'create'] as const)(
		'does not keep a plan from being carried out: %s',
		async (kind) => {
			const { subscriptions, tried } = oddVendor();
			const names = ['a', 'b'];
			const plan = {
				...{ remove: [], update: [], create: [] },
				[kind]: kind === 'update' ? names.map((one) => ({ existing: one, wanted: one })) : names,
			};
			const { done, problems } = await carryOut(subscriptions, {}, plan);
			expect(tried).toEqual(names);
			expect(done.map(({ subscription }) => subscription)).toEqual(['b']);
			expect(problems).toHaveLength(1);
		},
	);
});
