import { smallHistorySuite } from './smallHistories.suite';
import { PLAIN, type SmallStep } from './smallHistory';

const birth: SmallStep = { do: 'act', act: 'create', numbers: { of: 0 } };
/** Of a coupon's amount, which moves no date. */
const edit: SmallStep = { do: 'act', act: 'edit', numbers: { of: 0, at: 2, how: 1 } };
const unwatched = { ...PLAIN, isLate: 1 };

smallHistorySuite({
	title: 'what is compared by content',
	oneIn: 3,
	choices: [['customers'], ['discounts'], ['discounts', 'customers'], ['orders', 'discounts']],
	cases: {
		'a coupon of the second in which watching begins changes, and no date moves': {
			names: ['discounts'],
			setting: unwatched,
			steps: [birth, { do: 'poll' }, edit],
		},
		'so does one that is dated later, since the clock was set back before': {
			names: ['discounts'],
			setting: unwatched,
			steps: [birth, { do: 'clock', seconds: -1 }, { do: 'poll' }, edit],
		},
		'a customer is created, then dated back while the same poll runs': {
			names: ['customers'],
			setting: { ...PLAIN, first: 2, second: 2, pageSize: 3 },
			steps: [
				{ do: 'pass', unit: 1, count: 7 },
				{
					do: 'poll',
					duringPoll: [{ skip: 0, call: { act: 'direct', numbers: { of: 0, at: 0 } } }],
				},
				{
					do: 'poll',
					duringPoll: [
						{ skip: 0, call: { act: 'create', numbers: { of: 0 } } },
						{ skip: 2, call: { act: 'late', numbers: { of: 0, at: 3, seconds: 6 } } },
					],
				},
				{ do: 'poll' },
			],
		},
		'a crash makes forgotten between which contents a coupon changed': {
			names: ['products', 'discounts'],
			setting: { ...PLAIN, latency: 1_778 },
			steps: [
				{ do: 'act', act: 'edit', numbers: { of: 1, at: 0, how: 0 } },
				{
					do: 'poll',
					duringPoll: [
						{ skip: 4, call: { act: 'late', numbers: { of: 1, at: 0, seconds: 6 } } },
						{ skip: 1, call: { act: 'create', numbers: { of: 0 } } },
					],
					crashes: true,
				},
				{ do: 'act', act: 'trash', numbers: { of: 0, at: 0 } },
			],
		},
		'a customer moves to another part of a page that is read in parts': {
			names: ['customers'],
			setting: { ...PLAIN, first: 3, second: 2, pageSize: 3, scanRequests: 1 },
			steps: [
				birth,
				{ do: 'act', act: 'sweep', numbers: { of: 0, at: 0, count: 3 } },
				{
					do: 'poll',
					mishap: { fault: 0, skip: 1, times: 2 },
					duringPoll: [{ skip: 4, call: { act: 'revive', numbers: { of: 0, at: 0 } } }],
				},
				{ do: 'poll' },
			],
		},
		'a coupon that could not be read for a moment is told, and changes before it is read again': {
			names: ['discounts', 'customers'],
			setting: { ...PLAIN, first: 2, second: 2, pageSize: 2, scanRequests: 2, latency: 500 },
			steps: [
				{ do: 'act', act: 'import', numbers: { of: 0, age: 0 } },
				{ do: 'poll', mishap: { fault: 0, skip: 3, times: 2 } },
				{ do: 'act', act: 'several', numbers: { of: 0, at: 1, count: 3 } },
				{ do: 'act', act: 'trash', numbers: { of: 0, at: 0 } },
			],
		},
	},
});
