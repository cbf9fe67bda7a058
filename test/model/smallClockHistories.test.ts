import { smallHistorySuite } from './smallHistories.suite';
import { PLAIN, type SmallHistory, type SmallStep } from './smallHistory';

const RIGHT = { phpTo: 0, dateTo: 0, offset: 130, isPatient: 0, isRight: 0 };
const history = (
	names: readonly string[],
	setting: SmallHistory['setting'],
	steps: readonly SmallStep[],
): SmallHistory => ({ names, setting: { ...PLAIN, ...RIGHT, ...setting }, steps });
const first = { of: 0, at: 0 };
const act = (name: string, numbers: Record<string, number>) => ({ act: name, numbers });
const does = (name: string, numbers: Record<string, number>): SmallStep => ({
	do: 'act',
	...act(name, numbers),
});
/** Of the whole shop, of PHP alone, or of what dates the responses. */
const set = (whose: 'shop' | 'php' | 'date', to: number): SmallStep => ({
	do: 'set',
	whose: ['shop', 'php', 'date'].indexOf(whose),
	to,
	seconds: 130,
});
const swing: SmallStep = { do: 'swing', numbers: { ...first, how: 0 }, times: 2 };
const poll: SmallStep = { do: 'poll' };

smallHistorySuite({
	title: 'clocks that are set',
	oneIn: 3,
	hasSteps: true,
	choices: [
		['orders'],
		['products'],
		['discounts'],
		['customers'],
		['products', 'orders'],
		['orders', 'discounts'],
	],
	cases: {
		'an order was changed before watching began, by a clock that is ahead of the Date': history(
			['orders'],
			{ isLate: 1, dateTo: 1 },
			[does('waver', { ...first, how: 0 }), { do: 'pass', unit: 2, count: 1 }, poll],
		),
		'the Date jumps ahead while n8n starts again': history(['orders'], {}, [
			set('date', 4),
			{ do: 'restart' },
			swing,
		]),
		'the Date jumps to the right time, and PHP stays behind': history(
			['orders'],
			{ skew: 100, phpTo: 1, dateTo: 1 },
			[poll, set('date', 0), swing],
		),
		'an order moves out of the list by a clock as far behind as each window covers': history(
			['orders'],
			{ dateTo: 4, isPatient: 1 },
			[
				does('several', { ...first, count: 2 }),
				poll,
				{ do: 'poll', duringPoll: [{ skip: 0, call: act('hide', { of: 0, at: 2 }) }] },
				poll,
			],
		),
		'the clock is set back by a day and then ahead by two': history(['orders'], {}, [
			{
				do: 'poll',
				duringPoll: [{ skip: 0, call: act('edit', { ...first, how: 0 }) }],
			},
			set('shop', 3),
			{ do: 'poll', duringPoll: [{ skip: 0, call: act('save', first) }] },
			set('shop', 6),
			does('late', { of: 0, at: 1, seconds: 6 }),
		]),
		'the clock is set back while a window is half read': history(['orders'], {}, [
			set('date', 5),
			poll,
			{ do: 'poll', mishap: { fault: 2, skip: 1, times: 1 } },
			does('hide', first),
			set('date', 4),
			poll,
			does('edit', { of: 0, at: 1, how: 0 }),
		]),
		'an order is restored while the poll looks for it': history(['orders'], {}, [
			does('trash', first),
			does('several', { ...first, count: 4 }),
			{ do: 'poll', duringPoll: [{ skip: 3, call: act('restore', first) }] },
			poll,
		]),
		'a cart was made while the clock was behind': history(['orders', 'discounts'], {}, [
			set('shop', 1),
			does('draft', {}),
			set('shop', 0),
			poll,
			does('place', {}),
		]),
	},
});
