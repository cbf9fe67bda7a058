import { unexpected, type Result } from '../core/result';
import { shownText } from '../core/text/shownText';
import { messageOf } from './log';
import { redactSecrets } from './vendorErrors';

/**
 * Runs an action and returns its exception as a problem, so that the caller can continue. An unforeseen response of a
 * vendor causes such exceptions.
 *
 * @param sentenceOf returns the problem's message for the exception's message
 */
export async function withoutException<Value>(
	action: () => Promise<Result<Value>>,
	sentenceOf: (message: string) => string,
): Promise<Result<Value>> {
	try {
		return await action();
	} catch (error) {
		const message = shownText(redactSecrets(messageOf(error)), 200);
		return unexpected(sentenceOf(message));
	}
}
