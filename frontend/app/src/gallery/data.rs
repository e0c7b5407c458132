use api_types::sessions::{Me, MyOperation, MyOrganisation};
use domain::{
    access::permissions,
    ids::{OperationId, OrganisationId, UserId},
    organisations::{Line, OrganisationKind},
    users::{Language, Role},
};

/// An invented colleague.
pub fn colleague() -> Me {
    let id = Default::default;
    Me {
        id: UserId::from_uuid(id()),
        username: "zhao.min".to_owned(),
        display_name: "赵敏".to_owned(),
        role: Role::Manager,
        duties: Vec::new(),
        permissions: permissions(Role::Manager).to_vec(),
        language: Language::Chinese,
        organisation: MyOrganisation {
            id: OrganisationId::from_uuid(id()),
            name: "西青区总工会".to_owned(),
            kind: OrganisationKind::Area,
            line: Some(Line::Union),
            area_name: "西青区".to_owned(),
        },
        operation: MyOperation {
            id: OperationId::from_uuid(id()),
            name_zh: "抗击疫情一线人员家庭关爱行动".to_owned(),
            name_en: "Care for front-line families 2020".to_owned(),
            time_zone: "Asia/Shanghai".to_owned(),
        },
        today: Default::default(),
        second_factor: false,
        revision: 1,
    }
}

/// A household as a list shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub code: &'static str,
    pub name: &'static str,
    pub town: &'static str,
    pub status: &'static str,
    pub members: i32,
    pub missing: &'static str,
    pub owner: &'static str,
}

pub const ROWS: [Row; 5] = [
    Row {
        code: "H-0312",
        name: "徐洋",
        town: "杨柳青镇",
        status: "已核实",
        members: 4,
        missing: "",
        owner: "赵敏",
    },
    Row {
        code: "H-0027",
        name: "欧阳建国、李秀英",
        town: "中北镇",
        status: "已登记",
        members: 6,
        missing: "电话、需求",
        owner: "",
    },
    Row {
        code: "H-0188",
        name: "王芳",
        town: "李七庄街道",
        status: "帮扶中",
        members: 3,
        missing: "需求",
        owner: "刘洋",
    },
    Row {
        code: "H-0401",
        name: "张伟",
        town: "精武镇",
        status: "已登记",
        members: 2,
        missing: "地址",
        owner: "",
    },
    Row {
        code: "H-0399",
        name: "Maria Gonzalez-Fernandez",
        town: "大寺镇",
        status: "已结案",
        members: 1,
        missing: "",
        owner: "赵敏",
    },
];
