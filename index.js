// The API for receivers of signed events. n8n reads its nodes and credentials from package.json.
const {
	VERIFICATION_FAILURE,
	verifySignedEvent,
} = require('./dist/nodes/core/envelope/verifySignedEvent');

module.exports = { VERIFICATION_FAILURE, verifySignedEvent };
