"""How a text comes to be public: submitted, checked, decided on, corrected, and looked at again later."""
