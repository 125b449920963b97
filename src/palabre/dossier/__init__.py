"""The auditor's file on the proof of age, and the rehearsal that it rests on."""
