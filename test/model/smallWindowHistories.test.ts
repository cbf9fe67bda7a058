import { smallHistorySuite } from './smallHistories.suite';
import { PLAIN, type SmallHistory } from './smallHistory';

const orders = (steps: SmallHistory['steps'], setting = {}): SmallHistory => ({
	names: ['orders'],
	setting: { ...PLAIN, ...setting },
	steps,
});
const first = { of: 0, at: 0 };
const lateOne = { ...first, seconds: 6 };

smallHistorySuite({
	title: 'what windows show',
	oneIn: 3,
	choices: [['orders'], ['products'], ['orders'], ['products', 'orders']],
	cases: {
		'an import with old dates before the count has agreed once is taken for what was there': orders(
			[{ do: 'act', act: 'import', numbers: { of: 0, age: 0 } }],
		),
		'an order is edited in the second in which it moved out of the list': orders(
			[
				{ do: 'act', act: 'hide', numbers: first },
				{ do: 'poll' },
				{ do: 'act', act: 'edit', numbers: { ...first, how: 0 } },
				{ do: 'poll' },
			],
			{ first: 2, second: 2, pageSize: 2, scanRequests: 1 },
		),
		'one that goes while watching begins is no delete': orders(
			[
				{ do: 'pass', unit: 1, count: 1 },
				{
					do: 'poll',
					duringPoll: [
						{ skip: 0, call: { act: 'remove', numbers: first } },
						{ skip: 0, call: { act: 'touch', numbers: first } },
					],
				},
				{ do: 'restart' },
			],
			{ isLate: 1 },
		),
		'one that goes and comes back as new between two looks': orders([
			{ do: 'act', act: 'remove', numbers: first },
			{
				do: 'poll',
				duringPoll: [
					{ skip: 0, call: { act: 'revive', numbers: first } },
					{ skip: 0, call: { act: 'late', numbers: { ...first, seconds: 6 } } },
				],
			},
			{ do: 'act', act: 'waver', numbers: { ...first, how: 0 } },
			{ do: 'poll' },
		]),
		'a clock that is set back shows again what is not remembered any more': orders([
			{ do: 'act', act: 'waver', numbers: { ...first, how: 0 } },
			{ do: 'pass', unit: 2, count: 2 },
			{ do: 'pass', unit: 2, count: 11 },
			{ do: 'poll' },
			{ do: 'clock', seconds: -15 },
			{ do: 'act', act: 'lateBirth', numbers: { of: 0, seconds: 6 } },
		]),
		'a cart that is made and placed in the very second in which watching begins': orders(
			[
				{
					do: 'poll',
					requests: 1,
					duringPoll: [{ skip: 0, call: { act: 'draft', numbers: {} } }],
				},
				{ do: 'act', act: 'place', numbers: {} },
				{ do: 'poll' },
			],
			{ isLate: 1 },
		),
		'a cart that is placed before everything was listed, as far as a restart remembers': orders(
			[
				{
					do: 'poll',
					requests: 1,
					duringPoll: [{ skip: 0, call: { act: 'draft', numbers: {} } }],
				},
				{ do: 'poll' },
				{ do: 'pass', unit: 1, count: 1 },
				{ do: 'act', act: 'place', numbers: {} },
				{ do: 'restart' },
			],
			{ isLate: 1 },
		),
		'slow saves of one second lead away from what was told and back to it': orders([
			{ do: 'swing', numbers: { ...first, how: 0 }, times: 2 },
			{ do: 'poll', duringPoll: [{ skip: 0, call: { act: 'late', numbers: lateOne } }] },
			{ do: 'act', act: 'late', numbers: lateOne },
			{ do: 'poll' },
		]),
		'an order of the second in which watching begins, while the listing fails': orders(
			[
				{
					do: 'poll',
					requests: 1,
					duringPoll: [{ skip: 0, call: { act: 'create', numbers: { of: 0 } } }],
				},
				{ do: 'pass', unit: 1, count: 7 },
				{ do: 'poll', mishap: { fault: 0, skip: 2, times: 2 } },
			],
			{ isLate: 1 },
		),
		'a delete that a crash made forgotten, of an id that is back by then': orders([
			{ do: 'act', act: 'edit', numbers: { of: 0, at: 1, how: 0 } },
			{ do: 'pass', unit: 2, count: 1 },
			{ do: 'poll' },
			{
				do: 'poll',
				duringPoll: [{ skip: 0, call: { act: 'remove', numbers: first } }],
				crashes: true,
			},
			{ do: 'act', act: 'revive', numbers: first },
		]),
	},
});
