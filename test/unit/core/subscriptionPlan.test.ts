import { isSettled, planSubscriptions } from '../../../nodes/core/subscriptionPlan';

interface One {
	id: number;
	topic: string;
	url: string;
}

const NOW = 'https://new.example/one';
const BEFORE = 'https://old.example/one';
const OLDER = 'https://older.example/one';

/** Returns what is done, as `update 1 to a`. */
function plan(topics: string[], own: Array<[topic: string, url: string]>): string[] {
	const held: One[] = own.map(([topic, url], id) => ({ id, topic, url }));
	const made = planSubscriptions(topics, held, {
		keyOfWanted: (topic) => topic,
		keyOfExisting: ({ topic }) => topic,
		isCurrent: ({ url }) => url === NOW,
	});
	const done = [
		...made.create.map((topic) => `create ${topic}`),
		...made.update.map(({ existing, wanted }) => `update ${existing.id} to ${wanted}`),
		...made.remove.map(({ id }) => `remove ${id}`),
	];
	expect(isSettled(made)).toBe(done.length === 0);
	return done;
}

describe('a plan', () => {
	it.each<[what: string, own: Array<[string, string]>, does: string[]]>([
		['keeps what is current', [['a', NOW]], []],
		['creates what is missing', [], ['create a']],
		['moves what calls another URL, in place', [['a', BEFORE]], ['update 0 to a']],
		[
			'removes what is not wanted',
			[
				['a', NOW],
				['b', NOW],
			],
			['remove 1'],
		],
		[
			'keeps the current one of two, in any order',
			[
				['a', BEFORE],
				['a', NOW],
			],
			['remove 0'],
		],
		[
			'moves one of several that all call other URLs, and removes the others',
			[
				['a', OLDER],
				['a', BEFORE],
				['b', BEFORE],
			],
			['update 0 to a', 'remove 1', 'remove 2'],
		],
	])('%s', (_, own, does) => expect(plan(['a'], own)).toEqual(does));

	it('removes all if nothing is wanted', () => {
		expect(plan([], [['a', NOW]])).toEqual(['remove 0']);
	});
});
