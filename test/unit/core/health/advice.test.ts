import { findingOf, splitAdvice } from '../../../../nodes/core/health/advice';
import { INCIDENT } from '../../../../nodes/core/health/incident';
import { rejectionFinding, UNACCEPTED } from '../../../../nodes/core/health/rejections';
import { PROBLEM } from '../../../../nodes/core/result';
import { REJECTION } from '../../../../nodes/core/vendor';

it('a message is split into what failed and the next step', () => {
	expect(splitAdvice('Catch-up failed: the shop is down (HTTP 503). Wait. Then try.')).toEqual([
		'Catch-up failed: the shop is down (HTTP 503).',
		'Wait. Then try.',
	]);
	expect(splitAdvice('It failed.', 'Wait.')).toEqual(['It failed.', 'Wait.']);
});

it('a rejected credential and a rate limit are incidents of their own', () => {
	const kindOf = (reason: (typeof PROBLEM)[keyof typeof PROBLEM]) =>
		findingOf(INCIDENT.catchUpFailing, { reason, message: 'No. Yes.' }).kind;
	expect(kindOf(PROBLEM.unauthorized)).toBe('credential_rejected');
	expect(kindOf(PROBLEM.forbidden)).toBe('credential_rejected');
	expect(kindOf(PROBLEM.throttled)).toBe('rate_limited');
	expect(kindOf(PROBLEM.failing)).toBe('catch_up_failing');
});

it('each reason of a rejection has a cause in words and a next step', () => {
	for (const reason of [...Object.values(REJECTION), ...Object.values(UNACCEPTED)]) {
		const { sentence, nextStep, cause } = rejectionFinding(reason);
		expect(cause).toBe(reason);
		expect(sentence).toMatch(/^Deliveries (are rejected|fail): [^.]{15,}\.$/);
		expect(nextStep).toMatch(/^[A-Z].{20,}\.$/s);
	}
});
