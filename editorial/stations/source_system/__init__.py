"""The province's source information system (hệ thống thông tin nguồn): bulletins handed to it, and what it aired."""
